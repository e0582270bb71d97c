-- Drives the plugin in editors/nvim and writes down what its user would see.
--
-- STACKLS_NEOVIM holds JSON: the plugin's folder, the server's command, a stack file, and where to
-- write the result.

local given = vim.fn.json_decode(vim.env.STACKLS_NEOVIM)
local patience = 30000
local seen = { pages = {}, said = {}, asked = {} }

vim.opt.runtimepath:prepend(given.plugin)
vim.cmd('filetype on')
vim.cmd('runtime plugin/stackls.lua')

vim.notify = function(message, level)
  table.insert(seen.said, { message, level })
end

local answer
vim.ui.select = function(items, options, choose)
  local words = vim.tbl_map(options.format_item or tostring, items)
  table.insert(seen.asked, { options.prompt, words })
  for index, item in ipairs(words) do
    if item:find(answer, 1, true) then
      return choose(items[index], index)
    end
  end
  choose(nil)
end

local function wait_for(what, condition)
  assert(vim.wait(patience, condition, 20), 'waited in vain for ' .. what)
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

-- What a command says next.
local function said_by(command)
  local before = #seen.said
  vim.cmd(command)
  wait_for(command .. ' to say something', function()
    return #seen.said > before
  end)
end

-- The page that a command opens; it is closed again.
local function page_of(command, title, marker)
  vim.cmd(command)
  wait_for(command .. ' to show ' .. title, function()
    return vim.api.nvim_buf_get_name(0) == 'stackls://' .. title
  end)
  local page = { text = text_of(0), filetype = vim.bo.filetype, modifiable = vim.bo.modifiable }
  seen.pages[marker or command] = page
  vim.cmd('close')
end

local function run()
  local setup = require('stackls')
  setup.setup({ cmd = given.command })
  vim.cmd('edit ' .. vim.fn.fnameescape(given.file))
  vim.cmd('cd ' .. vim.fn.fnameescape(vim.fn.fnamemodify(given.file, ':h:h')))
  local file = vim.api.nvim_get_current_buf()
  local client
  wait_for('the server', function()
    client = require('stackls.client').clients()[1]
    return client and client.initialized and vim.lsp.buf_is_attached(file, client.id)
  end)
  seen.root = client.config.root_dir
  seen.omnifunc = vim.bo[file].omnifunc
  seen.inserts_all = vim.lsp.completion == nil
    or #vim.api.nvim_get_autocmds({ event = 'CompleteDone', buffer = file }) > 0
  seen.commands = vim.fn.getcompletion('Stackls ', 'cmdline')

  page_of('Stackls plan', 'Plan for demo')
  vim.cmd('Stackls plan')
  wait_for('the plan', function()
    return vim.api.nvim_buf_get_name(0) == 'stackls://Plan for demo'
  end)
  answer = 'Apply'
  said_by('Stackls apply') -- in the page of the plan: the file that it is about is applied
  vim.cmd('close')
  local folder = vim.fn.fnameescape(vim.fn.fnamemodify(given.file, ':h'))
  page_of('Stackls plan ' .. folder, 'Plan for 1 stack in the built-in registry', 'folder')
  page_of('Stackls diff', 'Comparison of stacks/mine.stack.yaml and demo as it is registered', 'same')
  page_of('Stackls diff default demo', 'Comparison of default as it is registered and demo as it is registered', 'diff')
  seen.diffs = vim.fn.getcompletion('Stackls diff d', 'cmdline')
  page_of('vertical Stackls list', 'Stacks in the built-in registry')
  seen.names = vim.fn.getcompletion('Stackls describe d', 'cmdline')
  page_of('Stackls describe demo', 'Stack demo')
  answer = 'demo'
  said_by('Stackls activate')
  wait_for('the name of the active stack', function()
    return setup.active_stack() == 'demo'
  end)
  answer = 'kub'
  seen.types = vim.fn.getcompletion('Stackls flavor orch', 'cmdline')
  seen.flavors = vim.fn.getcompletion('Stackls flavor orchestrator kub', 'cmdline')
  page_of('Stackls flavor orchestrator', 'Orchestrator flavor kubeflow', 'flavor')
  said_by('Stackls describe nope')
  said_by('Stackls fly')
  said_by('Stackls diff HEAD:stacks/mine.stack.yaml') -- there is no repository
  assert(vim.api.nvim_get_current_buf() == file, 'pages leave the file where it was')

  -- without the plugin: the menu of code actions
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  answer = 'List all stacks'
  local select = vim.ui.select
  vim.ui.select = function(items, options, choose)
    select(items, { prompt = options.prompt, format_item = function(item)
      return (item.action or item[2]).title
    end }, choose)
  end
  local shows = vim.lsp.protocol.make_client_capabilities().window.showDocument.support
  vim.lsp.handlers['window/showMessage'] = function(_, params)
    seen.message = params.message
  end
  vim.lsp.buf.code_action()
  wait_for('the page of the code action', function()
    return seen.message or vim.api.nvim_buf_get_name(0):find('%.md$')
  end)
  seen.shows_documents = shows
  seen.action_page = seen.message or text_of(0)
  vim.ui.select = select

  vim.cmd('checkhealth stackls')
  seen.health = text_of(0)
  seen.messages = vim.api.nvim_exec('messages', true)
end

local ok, problem = xpcall(run, debug.traceback)
if not ok then
  seen.problem = problem .. '\n' .. vim.inspect(seen.said) .. vim.api.nvim_buf_get_name(0)
end
local file = assert(io.open(given.result, 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
