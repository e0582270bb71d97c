-- Drives Neovim's own LSP client and writes down what its user would see.
--
-- STACKLS_NEOVIM holds JSON: the server's command, the files to open, and where to write the result.

local given = vim.fn.json_decode(vim.env.STACKLS_NEOVIM)
local patience = 30000
local seen = { exit_codes = {} }

local function keys(text)
  return vim.api.nvim_replace_termcodes(text, true, false, true)
end

local function wait_for(what, condition)
  local met = vim.wait(patience, function()
    return condition() or #seen.exit_codes > 0
  end, 20)
  assert(met and condition(), 'waited in vain for ' .. what)
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

local client_id = vim.lsp.start_client({
  name = 'stackls',
  cmd = given.command,
  root_dir = given.root,
  on_exit = function(code)
    table.insert(seen.exit_codes, code)
  end,
})
assert(client_id, 'the server does not start')

local function open(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  assert(vim.lsp.buf_attach_client(buffer, client_id), 'the server does not take ' .. path)
  return buffer
end

local function diagnostics(buffer)
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, {
      line = one.lnum + 1,
      column = one.col,
      end_column = one.end_col,
      severity = one.severity,
      code = one.code or vim.tbl_get(one, 'user_data', 'lsp', 'code'),
      message = one.message,
    })
  end
  table.sort(found, function(a, b)
    return a.line < b.line or (a.line == b.line and a.column < b.column)
  end)
  return found
end

local function put_cursor_behind(needle)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  assert(vim.fn.search('\\V' .. needle, 'ceW') > 0, 'there is no ' .. needle)
end

-- Types `typed` behind `needle`, opens the omni completion and accepts the item called `label`.
local function complete(needle, typed, label)
  put_cursor_behind(needle)
  local labels, problem = {}, nil
  local tries = 0
  local timer = vim.loop.new_timer()
  timer:start(20, 20, vim.schedule_wrap(function()
    tries = tries + 1
    if tries * 20 > patience then
      problem = 'no list of completions opened'
    elseif vim.fn.pumvisible() == 0 then
      return
    end
    timer:stop()
    local steps
    for index, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
      table.insert(labels, item.abbr ~= '' and item.abbr or item.word)
      if labels[#labels] == label then
        steps = index
      end
    end
    if steps == nil then
      problem = problem or (label .. ' is not offered')
      vim.api.nvim_feedkeys(keys('<C-e><Esc>'), 'n', false)
    else
      -- the first item is selected when the list opens
      vim.api.nvim_feedkeys(keys(string.rep('<C-n>', steps - 1) .. '<C-y><Esc>'), 'n', false)
    end
  end))
  vim.api.nvim_feedkeys(keys('a' .. typed .. '<C-x><C-o>'), 'tx!', false)
  timer:stop()
  timer:close()
  assert(not problem, problem)
  return labels
end

local function run()
  vim.o.completeopt = 'menuone'
  local broken = open(given.broken)
  wait_for('diagnostics', function()
    return #vim.diagnostic.get(broken) > 0
  end)
  seen.diagnostics = diagnostics(broken)

  local other = open(given.other)
  vim.wait(200)
  seen.other = #vim.diagnostic.get(other)

  vim.api.nvim_set_current_buf(broken)
  put_cursor_behind('execution_role')
  local hover = vim.lsp.buf_request_sync(
    broken, 'textDocument/hover', vim.lsp.util.make_position_params(), patience
  )
  seen.hover = vim.lsp.util.convert_input_to_markdown_lines(hover[client_id].result.contents)

  -- the function that a user's key calls; the choice is made here instead of in a menu
  local before = text_of(broken)
  vim.ui.select = function(actions, _, choose)
    seen.actions = vim.tbl_map(function(action)
      return action[2].title
    end, actions)
    choose(actions[1])
  end
  put_cursor_behind('secert')
  vim.lsp.buf.code_action()
  wait_for('a fix', function()
    return text_of(broken) ~= before
  end)
  seen.fixed = text_of(broken)
  wait_for('diagnostics of the fixed text', function()
    return #vim.diagnostic.get(broken) == #seen.diagnostics - 1
  end)

  local written = open(given.written)
  seen.flavors = complete('flavor:', ' kube', 'kubernetes')
  seen.completed = text_of(written)
  seen.types = complete('# more', '<CR>  container', 'container_registry')
  seen.completed_type = text_of(written)

  local symbols = vim.lsp.buf_request_sync(
    broken, 'textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params(broken) }, patience
  )
  seen.symbols = vim.tbl_map(function(item)
    return item.text
  end, vim.lsp.util.symbols_to_items(symbols[client_id].result, broken))

  local client = vim.lsp.get_client_by_id(client_id)
  seen.commands = client.server_capabilities.executeCommandProvider.commands
  vim.lsp.stop_client(client_id)
  wait_for('the end of the server', function()
    return #seen.exit_codes > 0
  end)
  seen.messages = vim.api.nvim_exec('messages', true)
end

local ok, problem = xpcall(run, debug.traceback)
if not ok then
  seen.problem = problem
end
local file = assert(io.open(given.result, 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
