--- `:checkhealth stackls`

local M = {}

-- Neovim 0.10, 0.8 and older call these by different names.
local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local info = health.info or health.report_info
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error

local function check_server()
  local client = require('stackls.client')
  local command = client.configuration().cmd
  if type(command) ~= 'table' then
    return info('The server is reached by a function of your own.')
  end
  local program = command[1]
  if vim.fn.executable(program) == 0 then
    return fail(program .. ' is not installed, or not on the PATH.', {
      'Install it: pipx install stackls, or uv tool install stackls',
      "or say where it is: require('stackls').setup({ cmd = { '/path/to/stackls', 'serve' } })",
    })
  end
  ok('The server is ' .. vim.fn.exepath(program))
  -- the command without `serve`, which may be a module of a Python
  local words = vim.tbl_filter(function(word)
    return word ~= 'serve'
  end, command)
  local said = vim.fn.systemlist(vim.list_extend(words, { 'doctor' }))
  if vim.v.shell_error > 1 then
    fail('`stackls doctor` fails', said)
  end
  for _, line in ipairs(said) do
    if line ~= '' then
      info(line)
    end
  end
end

local function check_clients()
  local found = require('stackls.client').clients()
  if #found == 0 then
    return info('No server runs; one is started for a YAML file, or by :Stackls.')
  end
  for _, client in ipairs(found) do
    local root = client.config.root_dir
    ok('A server runs' .. (root and ' for ' .. root or ''))
    if not root then
      warn('It knows the open files only, since there is no .zen and no .git above them.', {
        'Run `zenml init` or `git init` in the project.',
      })
    end
  end
end

local function check_completion()
  if vim.fn.has('nvim-0.11') == 1 and not vim.o.completeopt:find('noselect') then
    warn("'completeopt' lacks noselect: with autotrigger, Neovim inserts the first item while you type.", {
      "vim.opt.completeopt = { 'menuone', 'noselect', 'popup' }",
    })
  end
end

function M.check()
  start('stackls')
  check_server()
  check_clients()
  check_completion()
end

return M
