;;; emacs_package.el --- Drives stackls.el and writes down what its user would see  -*- lexical-binding: t -*-

;; STACKLS_EMACS holds JSON: the package's folder, the server's command, a stack file, whether Eglot
;; runs, and where to write the result.

(require 'json)
(require 'cl-lib)
(package-initialize)

(defvar given
  (let ((json-object-type 'alist) (json-array-type 'list))
    (json-read-from-string (getenv "STACKLS_EMACS"))))

(defun given (key)
  (alist-get key given))

(defvar seen nil)
(defvar messages nil)
(defvar answer nil)
(defvar folder-seen nil)

(defun note (key value)
  (push (cons key value) seen))

(defun said-by (function &rest arguments)
  "What FUNCTION says in the echo area, or fails with."
  (let (said)
    (cl-letf* (((symbol-function 'message)
                (lambda (format &rest rest)
                  (when format (setq said (apply #'format format rest))))))
      (condition-case failure
          (apply function arguments)
        (user-error (setq said (error-message-string failure)))))
    said))

(defun page-of (command)
  "The name and the text of the page that COMMAND, called interactively, shows."
  (save-window-excursion
    (call-interactively command)
    (vector (buffer-name) (buffer-string) (if buffer-read-only t :json-false))))

(defun offered (prompt table &rest _)
  "In the place of `completing-read': note what TABLE offers, with annotations, and answer."
  (let ((annotate (cdr (assq 'annotation-function
                             (cdr (completion-metadata "" table nil))))))
    (note (intern prompt)
          (vconcat (mapcar (lambda (one) (concat one (and annotate (funcall annotate one))))
                           (all-completions "" table)))))
  (pop answer))

(defun page-of-action (title)
  "What choosing the code action TITLE on the first line shows: a file, or a message."
  (goto-char (point-min))
  (let ((last-nonmenu-event ?\r)       ; not the mouse, which would get a menu
        shown)
    (cl-letf* (((symbol-function 'completing-read) (lambda (&rest _) title))
               ((symbol-function 'message)
                (lambda (format &rest rest)
                  (let ((text (and format (apply #'format format rest))))
                    (when (and text (string-match-p "# Stacks" text))
                      (setq shown text))))))
      (call-interactively #'eglot-code-actions)
      (with-timeout (60 nil)
        (while (null shown)
          (accept-process-output nil 0.05)
          (let ((file (seq-find (lambda (one) (string-suffix-p ".md" (buffer-name one)))
                                (buffer-list))))
            (when file
              (setq shown (with-current-buffer file (buffer-string))))))))
    shown))

(defun run ()
  (add-to-list 'load-path (given 'package))
  (require 'stackls)
  (setq stackls-command (given 'command))
  (stackls-setup)
  (when (eq (given 'eglot) t)
    (require 'yaml-mode)
    (require 'eglot)
    (setq eglot-autoshutdown nil eglot-sync-connect 60))
  (find-file (given 'file))
  (when (eq (given 'eglot) t)
    (apply #'eglot (eglot--guess-contact)))
  (cl-letf (((symbol-function 'completing-read) #'offered)
            ((symbol-function 'yes-or-no-p) (lambda (question) (note 'deletes question) t))
            ((symbol-function 'read-directory-name)
             (lambda (prompt &optional folder &rest _)
               (note (intern prompt) (file-name-nondirectory (directory-file-name folder)))
               (given 'folder)))
            ((symbol-function 'y-or-n-p) (lambda (question) (note 'question question) t)))
    (note 'plan (page-of #'stackls-plan))
    (note 'applied (save-window-excursion
                     (call-interactively #'stackls-plan) ; the page is about the file
                     (said-by #'call-interactively #'stackls-apply)))
    (note 'gone (save-window-excursion
                  (let ((page (with-temp-buffer
                                (call-interactively #'stackls-list)
                                (current-buffer))))
                    (with-current-buffer page
                      (said-by #'call-interactively #'stackls-plan)))))
    (note 'applied_again (save-window-excursion (said-by #'call-interactively #'stackls-apply)))
    (note 'list (page-of #'stackls-list))
    (setq answer '("demo"))
    (note 'described (page-of #'stackls-describe))
    (setq answer '("demo"))
    (note 'activated (said-by #'call-interactively #'stackls-activate))
    (setq answer '("orchestrator" "kubeflow"))
    (note 'flavor (page-of #'stackls-flavor))
    (note 'failed (said-by #'stackls-describe "nope"))
    (note 'folder_plan (save-window-excursion
                         (call-interactively #'stackls-plan-folder)
                         (setq folder-seen (file-name-nondirectory
                                            (directory-file-name stackls--folder)))
                         (vector (buffer-name) (buffer-string) folder-seen)))
    (note 'folder_applied (save-window-excursion
                            (said-by #'call-interactively #'stackls-apply-folder)))
    (note 'folder_question (alist-get 'question seen))
    (note 'folder_again (save-window-excursion
                          (said-by #'call-interactively #'stackls-apply-folder)))
    (delete-file (expand-file-name "b.stack.yaml" (given 'folder)))
    (note 'folder_deleted (save-window-excursion
                            (said-by #'call-interactively #'stackls-apply-folder)))
    (setq answer '(""))
    (note 'same (page-of #'stackls-diff))
    (with-temp-file (given 'file)
      (insert (replace-regexp-in-string "minikube" "kind" (given 'text))))
    (revert-buffer t t t)
    (setq answer '(""))
    (note 'registered (page-of #'stackls-diff))
    (setq answer '("HEAD:"))
    (note 'revision (page-of #'stackls-diff))
    (setq answer (list "demo" (given 'file)))
    (note 'stacks (let ((current-prefix-arg '(4))) (page-of #'stackls-diff)))
    (note 'no_revision (said-by #'stackls-diff "nowhere:" "demo")))
  (when (eq (given 'eglot) t)
    (note 'action_page (page-of-action "List all stacks")))
  (note 'own_servers (length stackls--connections))
  (stackls-disconnect)
  (when (eq (given 'eglot) t)
    (eglot-shutdown (eglot-current-server))))

(condition-case problem
    (run)
  (error (note 'problem (format "%S" problem))))
(let ((coding-system-for-write 'utf-8))
  (with-temp-file (given 'result)
    (insert (json-encode seen))))
(kill-emacs 0)
