--- The server that commands are sent to: one that runs, or one that is started for them.

local M = { active_stack = '' }

local NAME = 'stackls'
local LOOK_EVERY = 50
local PATIENCE = 60000

local overrides = {}

-- Neovim 0.11 has configurations of its own, 0.10 a search for the root
local has_configurations = vim.fn.has('nvim-0.11') == 1

local function note_stacks(_, params)
  M.active_stack = params and type(params.active) == 'string' and params.active or ''
end

-- What lsp/stackls.lua says, and above it what the user does.
local function configuration()
  if has_configurations then
    return vim.lsp.config[NAME]
  end
  local path = vim.api.nvim_get_runtime_file('lsp/stackls.lua', false)[1]
  return vim.tbl_deep_extend('force', dofile(path), overrides)
end

local function complete_configuration(config)
  local handlers = { ['stackls/stacksChanged'] = note_stacks }
  local complete = vim.tbl_extend('force', config, {
    name = NAME,
    handlers = vim.tbl_extend('keep', config.handlers or {}, handlers),
  })
  if not has_configurations then
    complete.on_init = function(client, result)
      if config.settings then
        -- 0.7 does not do so by itself, nor does it say that it could be asked
        client.notify('workspace/didChangeConfiguration', { settings = config.settings })
      end
      if config.on_init then
        config.on_init(client, result)
      end
    end
  end
  return complete
end

-- The nearest folder above `path` with one of the markers; without one, none is told to the server.
local function root_of(path, markers)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  while folder ~= '' do
    for _, marker in ipairs(markers or {}) do
      local found = folder .. '/' .. marker
      if vim.fn.isdirectory(found) == 1 or vim.fn.filereadable(found) == 1 then
        return folder
      end
    end
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then
      return nil
    end
    folder = above
  end
end

local function clients()
  local list = vim.lsp.get_clients or vim.lsp.get_active_clients
  return vim.tbl_filter(function(client)
    return client.name == NAME and not (client.is_stopped and client.is_stopped(client))
  end, list())
end

-- A client that has been started, initialized or not.
local started

-- Start the server, unless one runs for this root; the client's id.
local function start(path)
  local config = complete_configuration(configuration())
  local command = type(config.cmd) == 'table' and config.cmd[1] or nil
  if command and vim.fn.executable(command) == 0 then
    return nil, command .. ' is not installed, or not on the PATH: see :checkhealth stackls'
  end
  local root = config.root_dir
  if type(root) ~= 'string' then
    root = root_of(path, config.root_markers)
  end
  for _, client in ipairs(clients()) do
    if client.config.root_dir == root then
      return client.id
    end
  end
  if started and started.root == root and vim.lsp.get_client_by_id(started.id) then
    return started.id
  end
  config.root_dir = root
  local id
  if has_configurations then
    id = vim.lsp.start(config, { attach = false })
  else
    id = vim.lsp.start_client(config)
  end
  if not id then
    return nil, 'the server does not start: see :checkhealth stackls'
  end
  started = { id = id, root = root }
  return id
end

local function attach(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == '' or vim.bo[buffer].buftype ~= '' then
    return
  end
  local id, problem = start(path)
  if id then
    vim.lsp.buf_attach_client(buffer, id)
    if vim.bo[buffer].omnifunc == '' then
      vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc' -- 0.7 does not do so by itself
    end
  elseif problem then
    vim.notify_once('stackls: ' .. problem, vim.log.levels.WARN)
  end
end

--- Start the server for every YAML file from now on, and for those that are open.
function M.enable(given)
  overrides = given
  if has_configurations then
    vim.lsp.config(NAME, vim.tbl_extend('force', { handlers = { ['stackls/stacksChanged'] = note_stacks } }, given))
    vim.lsp.enable(NAME)
    return
  end
  local filetypes = configuration().filetypes
  local group = vim.api.nvim_create_augroup('stackls', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = filetypes,
    callback = function(event)
      attach(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(filetypes, vim.bo[buffer].filetype) then
      attach(buffer)
    end
  end
end

local function request(client, name, argument, handler)
  if vim.tbl_isempty(argument) then
    argument = vim.empty_dict() -- in JSON, a table without keys would be a list
  end
  local params = { command = NAME .. '.' .. name, arguments = { argument } }
  if has_configurations then
    client:request('workspace/executeCommand', params, handler)
  else
    client.request('workspace/executeCommand', params, handler)
  end
end

-- The client of the current buffer, or any, or one that is started now.
local function current()
  local buffer = vim.api.nvim_get_current_buf()
  local found = clients()
  for _, client in ipairs(found) do
    if vim.lsp.buf_is_attached(buffer, client.id) then
      return client.id
    end
  end
  if found[1] then
    return found[1].id
  end
  local path = vim.api.nvim_buf_get_name(buffer)
  return start(path ~= '' and vim.bo[buffer].buftype == '' and path or vim.fn.getcwd() .. '/x')
end

-- Call `act` with the client once the server has answered, which takes a while after its start.
local function when_ready(id, act, fail)
  local waited = 0
  local function look()
    local client = vim.lsp.get_client_by_id(id)
    if client and client.initialized then
      return act(client)
    end
    waited = waited + LOOK_EVERY
    if not client or waited > PATIENCE then
      return fail('the server has ended: see :checkhealth stackls')
    end
    vim.defer_fn(look, LOOK_EVERY)
  end
  look()
end

--- Run the server's command `stackls.<name>`; `act` gets its answer. A failure is shown.
function M.run(name, argument, act)
  local function fail(message)
    vim.notify('stackls: ' .. message, vim.log.levels.ERROR)
  end
  local id, problem = current()
  if not id then
    return fail(problem)
  end
  when_ready(id, function(client)
    request(client, name, argument, function(failure, answer)
      if failure then
        fail(failure.message)
      else
        act(answer)
      end
    end)
  end, fail)
end

--- The answer of a command within `milliseconds`; nil where no server runs, or it takes longer.
function M.run_now(name, argument, milliseconds)
  for _, client in ipairs(clients()) do
    local answer
    request(client, name, argument, function(_, result)
      answer = result
    end)
    vim.wait(milliseconds, function()
      return answer ~= nil
    end, 5)
    return answer
  end
end

M.clients = clients
M.root_of = root_of
M.configuration = configuration

return M
