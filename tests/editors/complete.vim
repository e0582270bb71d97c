" Drives a language client of Vim and writes down what its user would see.
"
" STACKLS_VIM holds JSON: how to set the client up, the text to complete in which file, the item to
" accept, a variable of the client's, and where to write the result.

let s:given = json_decode($STACKLS_VIM)
let s:seen = {'completed': [], 'offered': []}
let s:patience = 1500

set nocompatible completeopt=menuone hidden
filetype plugin on
for s:line in s:given.setup
  execute s:line
endfor

function! s:Press(keys, pause) abort
  call timer_start(a:pause, {_ -> feedkeys(a:keys, 'n')})
endfunction

function! s:Accept(label, timer) abort
  let s:tries += 1
  if !pumvisible() && s:tries < s:patience
    return
  endif
  call timer_stop(a:timer)
  let l:words = map(complete_info(['items']).items, 'empty(v:val.abbr) ? v:val.word : v:val.abbr')
  call add(s:seen.offered, l:words)
  let l:at = match(l:words, '^\V' .. a:label)
  " the first item is selected when the list opens
  call s:Press(l:at < 0 ? "\<C-e>" : repeat("\<C-n>", l:at) .. "\<C-y>", 0)
  call s:Press("\<Esc>", 300)  " some clients apply an item's other edits by and by
endfunction

function! s:Complete(case) abort
  execute 'edit' fnameescape(a:case.file)
  setfiletype yaml
  execute 'setlocal omnifunc=' .. s:given.omnifunc
  let l:waited = 0
  while !eval(s:given.is_ready) && l:waited < s:patience
    sleep 20m
    let l:waited += 1
  endwhile
  call cursor(line('$'), col([line('$'), '$']))
  let s:tries = 0
  call timer_start(20, function('s:Accept', [a:case.label]), {'repeat': s:patience})
  call feedkeys("A\<C-x>\<C-o>", 'tx!')
  " for a NUL in the text Vim gives a line break
  call add(s:seen.completed, map(getline(1, '$'), 'tr(v:val, "\n", "\x01")'))
endfunction

function! s:Run() abort
  let s:seen.lacks = !exists(s:given.requires)
  try
    if s:seen.lacks
      let s:given.cases = []
    endif
    for l:case in s:given.cases
      call s:Complete(l:case)
    endfor
  catch
    let s:seen.problem = v:exception .. ' ' .. v:throwpoint
  endtry
  call writefile([json_encode(s:seen)], s:given.result)
  qall!
endfunction

autocmd VimEnter * ++nested call s:Run()
