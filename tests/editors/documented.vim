" Runs a configuration of docs/editors.md for ALE and writes down the texts of what is marked.

let s:given = json_decode($STACKLS_DOCUMENTED)

set nocompatible hidden
filetype plugin on
silent! packadd ale
execute 'source' fnameescape(s:given.block)

function! s:Run() abort
  execute 'edit' fnameescape(s:given.file)
  let l:tries = 0
  while empty(getloclist(0)) && l:tries < 1500
    sleep 20m
    let l:tries += 1
  endwhile
  call writefile([json_encode(map(getloclist(0), 'v:val.text'))], s:given.result)
  qall!
endfunction

autocmd VimEnter * ++nested call s:Run()
