--- Pages in Markdown, in buffers that are of no file.

local M = {}

local function buffer_of(name)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_valid(buffer) and vim.api.nvim_buf_get_name(buffer) == name then
      return buffer
    end
  end
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, name)
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.api.nvim_buf_set_keymap(buffer, 'n', 'q', '<Cmd>close<CR>', { noremap = true, silent = true })
  return buffer
end

--- The buffer that commands are about: the current one, or the one that a page was opened from.
function M.source()
  local source = vim.b.stackls_source
  return source and vim.api.nvim_buf_is_valid(source) and source or vim.api.nvim_get_current_buf()
end

--- Show `page`, its `title` and its `text`, in a window; `mods` are the command's modifiers, such
--- as `vertical`. The page of the same title takes its own place.
function M.show(page, mods)
  local source = M.source()
  local buffer = buffer_of('stackls://' .. page.title)
  if buffer ~= source then
    vim.b[buffer].stackls_source = source
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(page.text:gsub('\n$', ''), '\n'))
  vim.bo[buffer].modifiable = false
  local window = vim.fn.bufwinid(buffer)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd((mods or '') .. ' sbuffer ' .. buffer)
  end
  vim.bo[buffer].filetype = 'markdown'
end

return M
