;;; documented.el --- Runs a configuration of docs/editors.md  -*- lexical-binding: t -*-

;; Writes down the texts of what Flymake marks in a file, or of what lsp-mode would have marked.

(require 'json)
(require 'subr-x)
(package-initialize)
(require 'yaml-mode)

(defvar given
  (let ((json-object-type 'alist))
    (json-read-from-string (getenv "STACKLS_DOCUMENTED"))))
(defvar texts nil)

(defun marked ()
  "The texts of all that is wrong."
  (if (featurep 'lsp-mode)
      (mapcar (lambda (one) (gethash "message" one))
              (apply #'append (hash-table-values (lsp-diagnostics))))
    (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))

(condition-case problem
    (progn
      (setq enable-local-variables :all)
      (when (eq (alist-get 'lsp_mode given) t)
        (require 'lsp-mode)
        (setq lsp-auto-guess-root t
              lsp-enable-file-watchers nil
              lsp-disabled-clients '(yamlls)
              lsp-session-file (concat (alist-get 'result given) ".session")))
      (load (alist-get 'block given) nil t t)
      (find-file (alist-get 'file given))
      (if (featurep 'lsp-mode)
          (lsp)                           ; `lsp-deferred' waits for a window
        (run-hooks 'post-command-hook))   ; which `eglot-ensure' waits for
      (let ((tries 0))
        (while (and (< tries 600) (null (marked)))
          (accept-process-output nil 0.05)
          (unless (featurep 'lsp-mode)
            (flymake-start))
          (setq tries (1+ tries))))
      (dotimes (_ (alist-get 'settling given))
        (accept-process-output nil 0.05))
      (setq texts (marked)))
  (error (setq texts (list (format "%S" problem)))))
(let ((coding-system-for-write 'utf-8))
  (with-temp-file (alist-get 'result given)
    (insert (json-encode (vconcat texts)))))
(kill-emacs 0)
