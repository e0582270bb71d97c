-- Runs a configuration of docs/editors.md and writes down the codes of what is marked in a file.

local given = vim.fn.json_decode(vim.env.STACKLS_DOCUMENTED)
local codes = {}

local function run()
  vim.cmd('filetype on')
  assert(loadfile(given.block))()
  vim.cmd('edit ' .. vim.fn.fnameescape(given.file))
  vim.wait(30000, function()
    return #vim.diagnostic.get(0) > 0
  end, 20)
  vim.wait(given.settling) -- the settings come after the server has been started
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(codes, one.code or vim.tbl_get(one, 'user_data', 'lsp', 'code'))
  end
end

local ok, problem = xpcall(run, debug.traceback)
local file = assert(io.open(given.result, 'w'))
file:write(vim.fn.json_encode(ok and codes or { problem }))
file:close()
vim.cmd('qall!')
