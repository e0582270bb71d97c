--- ZenML stack files and stacks in Neovim: see `:help stackls`.

local M = {}

--- Start the server for YAML files, and let `:Stackls` start it anywhere.
---
--- `given` overrides what `lsp/stackls.lua` says, as for |vim.lsp.config()|: `cmd`, `settings` and
--- so on. Neovim 0.11 needs this only for that: there, `vim.lsp.enable('stackls')` is enough.
function M.setup(given)
  require('stackls.client').enable(given or {})
end

--- The name of the active stack, for a status line; an empty string until the server has said one.
function M.active_stack()
  return require('stackls.client').active_stack
end

return M
