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
  -- Without this, Neovim 0.11 and later insert the name of what is chosen, and not the whole of it.
  on_attach = function(client, buffer)
    if vim.lsp.completion then
      vim.lsp.completion.enable(true, client.id, buffer)
    end
  end,
}
