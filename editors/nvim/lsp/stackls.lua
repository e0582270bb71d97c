---@brief
---
--- Language server for ZenML stack files. `pipx install stackls`, or `uv tool install stackls`.
---
--- It takes all YAML files and says nothing about those that are not ZenML's; it runs beside yamlls.

---@type vim.lsp.Config
return {
  cmd = { 'stackls', 'serve' },
  filetypes = { 'yaml' },
  root_markers = { '.zen', '.git' },
}
