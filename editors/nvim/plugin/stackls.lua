if vim.g.loaded_stackls then
  return
end
vim.g.loaded_stackls = true

vim.api.nvim_create_user_command('Stackls', function(given)
  require('stackls.commands').run(given)
end, {
  nargs = '*',
  complete = function(lead, line)
    return require('stackls.commands').complete(lead, line)
  end,
  desc = 'List, describe, activate, plan and apply ZenML stacks',
})
