;;; emacs.el --- Drives Eglot and writes down what its user would see  -*- lexical-binding: t -*-

;; STACKLS_EMACS holds JSON: the server's command, whether to expand snippets, what to complete
;; in which file, and where to write the result.

(require 'json)
(package-initialize)
(require 'eglot)
(require 'yaml-mode)

(defvar given
  (let ((json-object-type 'alist) (json-array-type 'list))
    (json-read-from-string (getenv "STACKLS_EMACS"))))
(defvar patience 60)

(defun given (key &optional object)
  (alist-get key (or object given)))

(defun accept (label)
  "Open the completion at point and accept the item called LABEL, as a completion front end does."
  (pcase-let* ((`(,start ,end ,table . ,rest) (eglot-completion-at-point))
               (typed (buffer-substring start end))
               (candidates (all-completions typed table (plist-get rest :predicate)))
               (chosen (seq-find (lambda (one) (string-prefix-p label (string-trim one)))
                                 candidates)))
    (when chosen
      (delete-region start (point))
      (insert chosen)
      (funcall (plist-get rest :exit-function) chosen 'finished))))

(defvar says-its-name nil "Whether the server was told that its client is Eglot.")

(defun note-initialize (_connection method params &rest _)
  "Look at PARAMS of the METHOD that introduces a client."
  (when (eq method :initialize)
    (setq says-its-name (equal (plist-get (plist-get params :clientInfo) :name) "Eglot"))))

(defun complete (case)
  "What a file holds after the completion that CASE asks for."
  (find-file (given 'file case))
  (when (eq (given 'snippets) t)
    (yas-minor-mode 1))
  (unless (eglot-managed-p)
    (let ((eglot-sync-connect patience))
      (call-interactively #'eglot)))
  (goto-char (point-max))
  (accept (given 'label case))
  (buffer-substring-no-properties (point-min) (point-max)))

(defun write-result (result)
  (let ((coding-system-for-write 'utf-8))
    (with-temp-file (given 'result)
      (insert (json-encode result)))))

(condition-case problem
    (progn
      (when (eq (given 'snippets) t)
        (require 'yasnippet))
      (setq eglot-server-programs (list (cons 'yaml-mode (given 'command)))
            eglot-autoshutdown nil)
      (advice-add 'jsonrpc-async-request :before #'note-initialize)
      (let ((completed (mapcar #'complete (given 'cases))))
        (eglot-shutdown (eglot-current-server))
        (write-result (list (cons 'completed (vconcat completed))
                            (cons 'says_its_name (or says-its-name :json-false))))))
  (error
   (message "%S" problem)
   (write-result (list (cons 'problem (format "%S" problem))))))
(kill-emacs 0)
