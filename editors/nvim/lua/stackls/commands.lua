--- What `:Stackls` does. Lists to choose from are |vim.ui.select()|'s, so that any picker shows them.

local client = require('stackls.client')
local page = require('stackls.page')

local M = {}

local COMPLETION_MS = 1000

local function say(message)
  vim.notify('stackls: ' .. message, vim.log.levels.INFO)
end

local function choose(items, prompt, format, act)
  if #items == 0 then
    return say('there is nothing to choose from')
  end
  vim.ui.select(items, { prompt = prompt, kind = 'stackls', format_item = format }, function(item)
    if item then
      act(item)
    end
  end)
end

local function stack_words(stack)
  local names = vim.tbl_map(function(component)
    return component.name
  end, stack.components)
  local mark = stack.active and '* ' or '  '
  return mark .. stack.name .. '  ' .. table.concat(names, ', ')
end

-- Call `act` with the name that was given, or with that of the stack that the user chooses.
local function with_stack(given, prompt, act)
  if given then
    return act(given)
  end
  client.run('listStacks', {}, function(stacks)
    choose(stacks, prompt, stack_words, function(stack)
      act(stack.name)
    end)
  end)
end

-- The text of the buffer, and where it is, which decides on the configuration that holds for it.
local function buffer()
  local source = page.source()
  local text = table.concat(vim.api.nvim_buf_get_lines(source, 0, -1, false), '\n') .. '\n'
  local is_file = vim.api.nvim_buf_get_name(source) ~= ''
  return { text = text, uri = is_file and vim.uri_from_bufnr(source) or nil }
end

local function uris(paths)
  return vim.tbl_map(function(path)
    return vim.uri_from_fname(vim.fn.fnamemodify(path, ':p'))
  end, paths)
end

local function list(_, mods)
  client.run('page', { page = 'stacks' }, function(answer)
    page.show(answer, mods)
  end)
end

local function describe(words, mods)
  with_stack(words[1], 'Describe stack', function(name)
    client.run('page', { page = 'stack', name = name }, function(answer)
      page.show(answer, mods)
    end)
  end)
end

local function activate(words)
  with_stack(words[1], 'Activate stack', function(name)
    client.run('activateStack', { name = name }, function(answer)
      say(answer.name .. ' is the active stack')
    end)
  end)
end

local function plan(paths, mods)
  local asked = #paths > 0 and { page = 'folder', uris = uris(paths) }
    or vim.tbl_extend('error', { page = 'plan' }, buffer())
  client.run('page', asked, function(answer)
    page.show(answer, mods)
  end)
end

-- What the server takes for a file, `REVISION:FILE` of its repository, or the name of a stack. The
-- file of a revision is seen from the top of the repository, as git does.
local function operand(given)
  if vim.fn.filereadable(given) == 1 then
    return { uri = uris({ given })[1] }
  end
  local revision, path = given:match('^([^:][^:]+):(.+)$') -- a drive has one letter
  if not revision then
    return { stack = given }
  end
  if not vim.startswith(path, '.') then
    local top = client.root_of(vim.fn.getcwd() .. '/x', { '.git' })
    path = top and top .. '/' .. path or path
  end
  return { uri = uris({ path })[1], revision = revision }
end

local function diff(words, mods)
  local file = vim.api.nvim_buf_get_name(page.source())
  if not words[1] and file == '' then
    return vim.notify('stackls: diff needs a file, or the name of a stack', vim.log.levels.ERROR)
  end
  local asked = { page = 'difference', one = operand(words[1] or file), other = words[2] and operand(words[2]) }
  client.run('page', asked, function(answer)
    page.show(answer, mods)
  end)
end

local APPLY, APPLY_AND_ACTIVATE = 'Apply', 'Apply and activate'

-- Apply what the user has seen the plan of, and agreed to; another plan is not applied.
local function apply(paths, mods)
  if #paths > 0 then
    return client.run('ui.applyFolder', { uris = uris(paths) }, function() end) -- it asks by itself
  end
  local asked = buffer()
  client.run('planStack', asked, function(planned)
    local name = planned.stack
    if planned.empty or planned.blocked then
      return page.show({ title = 'Plan for ' .. name, text = planned.text }, mods)
    end
    page.show({ title = 'Plan for ' .. name, text = planned.text }, mods)
    vim.cmd('redraw') -- the question may be asked below the windows as they are drawn
    choose({ APPLY, APPLY_AND_ACTIVATE }, 'Apply ' .. name .. '?', tostring, function(answer)
      local activates = answer == APPLY_AND_ACTIVATE
      local agreed = vim.tbl_extend('error', { planned = planned.planned, activate = activates }, asked)
      client.run('applyStack', agreed, function()
        say(name .. (activates and ' is applied, and the active stack' or ' is applied'))
      end)
    end)
  end)
end

local function flavor_words(flavor)
  return flavor.name .. '  ' .. (flavor.integration or (flavor.custom and 'custom' or 'built in'))
end

local function show_flavor(kind, name, mods)
  client.run('page', { page = 'flavor', type = kind, name = name }, function(answer)
    page.show(answer, mods)
  end)
end

local function flavor(words, mods)
  local kind, name = words[1], words[2]
  if kind and name then
    return show_flavor(kind, name, mods)
  end
  client.run('listFlavors', kind and { type = kind } or {}, function(flavors)
    local function of_type(chosen)
      local found = vim.tbl_filter(function(one)
        return one.type == chosen
      end, flavors)
      choose(found, 'Flavor of ' .. chosen, flavor_words, function(one)
        show_flavor(chosen, one.name, mods)
      end)
    end
    if kind then
      return of_type(kind)
    end
    choose(M.types(flavors), 'Component type', tostring, of_type)
  end)
end

--- The types of `flavors`, each once and in order.
function M.types(flavors)
  local types = {}
  for _, one in ipairs(flavors) do
    if types[#types] ~= one.type then
      table.insert(types, one.type)
    end
  end
  return types
end

local COMMANDS = {
  list = list,
  describe = describe,
  activate = activate,
  plan = plan,
  apply = apply,
  diff = diff,
  flavor = flavor,
}

local function names()
  local found = vim.tbl_keys(COMMANDS)
  table.sort(found)
  return found
end

--- Run `:Stackls` as |nvim_create_user_command()| hands it over.
function M.run(given)
  local words = vim.list_slice(given.fargs, 2)
  local name = given.fargs[1]
  if not name then
    return choose(names(), 'stackls', tostring, function(chosen)
      COMMANDS[chosen]({}, given.mods)
    end)
  end
  local command = COMMANDS[name]
  if not command then
    local message = 'stackls: there is no command ' .. name .. '; there are ' .. table.concat(names(), ', ')
    return vim.notify(message, vim.log.levels.ERROR)
  end
  command(words, given.mods)
end

local function names_of(items)
  return vim.tbl_map(function(item)
    return item.name
  end, items or {})
end

local function choices(words, lead)
  if #words == 0 then
    return names()
  end
  if words[1] == 'plan' or words[1] == 'apply' then
    return vim.fn.getcompletion(lead, 'file')
  end
  if words[1] == 'diff' then
    local stacks = names_of(client.run_now('listStacks', { revision = 0 }, COMPLETION_MS))
    return vim.list_extend(stacks, vim.fn.getcompletion(lead, 'file'))
  end
  if words[1] == 'describe' or words[1] == 'activate' then
    return #words == 1 and names_of(client.run_now('listStacks', { revision = 0 }, COMPLETION_MS)) or {}
  end
  if words[1] == 'flavor' and #words == 1 then
    return M.types(client.run_now('listFlavors', {}, COMPLETION_MS) or {})
  end
  if words[1] == 'flavor' and #words == 2 then
    return names_of(client.run_now('listFlavors', { type = words[2] }, COMPLETION_MS))
  end
  return {}
end

--- What can follow on the command line.
function M.complete(lead, line)
  local _, behind = line:find('Stackls%s+')
  local words = vim.split(line:sub((behind or #line) + 1), '%s+')
  table.remove(words) -- the one that is being written
  return vim.tbl_filter(function(one)
    return vim.startswith(one, lead)
  end, choices(words, lead))
end

return M
