;;; stackls.el --- ZenML stack files and stacks  -*- lexical-binding: t; -*-

;; Author: The stackls authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Registers the language server stackls with Eglot and lsp-mode, and has
;; commands for the stacks that are registered:
;;
;;   (require 'stackls)
;;   (stackls-setup)
;;   (add-hook 'yaml-mode-hook #'eglot-ensure)
;;   (global-set-key (kbd "C-c z") stackls-command-map)
;;
;; The commands are `stackls-list', `stackls-describe', `stackls-activate',
;; `stackls-plan', `stackls-apply' and `stackls-flavor'.  They work in any
;; buffer: where Eglot runs no stackls, they start one of their own.

;;; Code:

(require 'jsonrpc)
(require 'project)
(require 'seq)

(defgroup stackls nil
  "ZenML stack files and stacks."
  :group 'tools
  :prefix "stackls-")

(defcustom stackls-command '("stackls" "serve")
  "How the language server is started: the program and its arguments."
  :type '(repeat string))

(defcustom stackls-timeout 60
  "How many seconds the server may take to answer a command."
  :type 'number)

;;;; Registration

(defvar eglot-server-programs)
(declare-function eglot-current-server "eglot")
(declare-function eglot-server-capable "eglot")
(declare-function eglot--server-capable "eglot")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function markdown-view-mode "markdown-mode")

;;;###autoload
(defun stackls-setup ()
  "Register the server with Eglot and lsp-mode, whichever is used."
  (with-eval-after-load 'eglot
    (add-to-list 'eglot-server-programs
                 (cons '(yaml-mode yaml-ts-mode) #'stackls--eglot-contact)))
  (with-eval-after-load 'lsp-mode
    (stackls--register-with-lsp-mode)))

(defun stackls--eglot-contact (&rest _)
  "Give Eglot the server's command."
  stackls-command)

(defun stackls--register-with-lsp-mode ()
  "Register the server beside others for YAML."
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () stackls-command))
                    :major-modes '(yaml-mode yaml-ts-mode)
                    :server-id 'stackls
                    :add-on? t)))

;;;; Connections

(defvar stackls--connections nil
  "An alist of connections of our own, by the folder that they are for.")

(defun stackls--root ()
  "The folder of the project, or the current one."
  (let ((project (project-current)))
    (expand-file-name
     (cond ((null project) default-directory)
           ((fboundp 'project-root) (project-root project))
           (t (car (with-no-warnings (project-roots project))))))))

(defun stackls--eglot-server-here ()
  "Eglot's server for this buffer, if it is a stackls."
  (let* ((server (eglot-current-server))
         (provider (and server
                        (if (fboundp 'eglot-server-capable)
                            (eglot-server-capable :executeCommandProvider)
                          (eglot--server-capable :executeCommandProvider)))))
    (when (seq-contains-p (plist-get provider :commands) "stackls.page")
      server)))

(defun stackls--eglot-server ()
  "Eglot's stackls for this buffer, or for another one."
  (when (featurep 'eglot)
    (seq-some (lambda (buffer)
                (with-current-buffer buffer
                  (stackls--eglot-server-here)))
              (cons (current-buffer)
                    (seq-filter (lambda (buffer)
                                  (with-current-buffer buffer
                                    (derived-mode-p 'yaml-mode 'yaml-ts-mode)))
                                (buffer-list))))))

(defun stackls--connect (root)
  "Start a server for ROOT, and introduce Emacs."
  (unless (executable-find (car stackls-command))
    (user-error "There is no %s; see `stackls-command'" (car stackls-command)))
  (let ((connection
         (make-instance
          'jsonrpc-process-connection
          :name "stackls"
          :process (lambda ()
                     (make-process :name "stackls"
                                   :command stackls-command
                                   :connection-type 'pipe
                                   :coding 'utf-8-emacs-unix
                                   :noquery t
                                   :stderr (get-buffer-create " *stackls stderr*"))))))
    (jsonrpc-request connection :initialize
                     (list :processId (emacs-pid)
                           :rootUri (concat "file://" (url-encode-url root))
                           :clientInfo (list :name "stackls.el")
                           :capabilities (list :window nil)
                           :initializationOptions (list :commands t))
                     :timeout stackls-timeout)
    (jsonrpc-notify connection :initialized (make-hash-table))
    (setf (alist-get root stackls--connections nil nil #'equal) connection)))

(defun stackls--connection ()
  "A server to ask: Eglot's, or one of our own."
  (or (stackls--eglot-server)
      (let* ((root (stackls--root))
             (ours (alist-get root stackls--connections nil nil #'equal)))
        (if (and ours (jsonrpc-running-p ours))
            ours
          (stackls--connect root)))))

(defun stackls-disconnect ()
  "End the servers that were started for commands."
  (interactive)
  (dolist (entry stackls--connections)
    (ignore-errors
      (jsonrpc-request (cdr entry) :shutdown nil :timeout 3)
      (jsonrpc-notify (cdr entry) :exit nil))
    (ignore-errors (jsonrpc-shutdown (cdr entry))))
  (setq stackls--connections nil))

(add-hook 'kill-emacs-hook #'stackls-disconnect)

(defun stackls--run (name &rest argument)
  "The answer of the server's command NAME to the plist ARGUMENT."
  (condition-case failure
      (jsonrpc-request (stackls--connection) :workspace/executeCommand
                       (list :command (concat "stackls." name)
                             :arguments (vector (or argument (make-hash-table))))
                       :timeout stackls-timeout)
    (jsonrpc-error
     (user-error "%s" (or (alist-get 'jsonrpc-error-message (cddr failure))
                          (error-message-string failure))))))

;;;; Showing and choosing

(defvar-local stackls--origin nil
  "In a page, the buffer that it was opened from.")

(defun stackls--file-buffer ()
  "The buffer that commands are about: in a page, the one that it was opened from."
  (if (null stackls--origin)
      (current-buffer)
    (unless (buffer-live-p stackls--origin)
      (user-error "The buffer that this page was opened from is gone"))
    stackls--origin))

(defun stackls--show (page)
  "Show PAGE, a plist of its title and its text in Markdown."
  (let ((buffer (get-buffer-create (format "*stackls: %s*" (plist-get page :title))))
        (origin (or stackls--origin (current-buffer))))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (plist-get page :text)))
      (if (fboundp 'markdown-view-mode)
          (markdown-view-mode)
        (special-mode))
      (setq stackls--origin origin)
      (goto-char (point-min)))
    (pop-to-buffer buffer)))

(defun stackls--choose (prompt items words)
  "Ask for one of ITEMS with PROMPT; its name.
WORDS gives what is shown behind the name of an item."
  (let* ((notes (mapcar (lambda (item)
                          (cons (plist-get item :name) (concat "  " (funcall words item))))
                        items))
         (metadata `(metadata (annotation-function . ,(lambda (name) (cdr (assoc name notes)))))))
    (completing-read prompt
                     (lambda (text predicate action)
                       (if (eq action 'metadata)
                           metadata
                         (complete-with-action action notes text predicate)))
                     nil t)))

(defun stackls--stack-words (stack)
  "What is shown behind the name of STACK: its state and its components."
  (concat (if (eq (plist-get stack :active) t) "(active) " "")
          (mapconcat (lambda (component) (plist-get component :name))
                     (plist-get stack :components) ", ")))

(defun stackls--read-stack (prompt)
  "Ask with PROMPT for the name of a stack."
  (stackls--choose prompt (append (stackls--run "listStacks") nil) #'stackls--stack-words))

(defun stackls--text ()
  "The text of the buffer that commands are about, all of it."
  (with-current-buffer (stackls--file-buffer)
    (save-restriction
      (widen)
      (buffer-substring-no-properties (point-min) (point-max)))))

;;;; Commands

;;;###autoload
(defun stackls-list ()
  "Show all stacks, the active one marked."
  (interactive)
  (stackls--show (stackls--run "page" :page "stacks")))

;;;###autoload
(defun stackls-describe (name)
  "Show the stack NAME with its configuration and what is wrong with it."
  (interactive (list (stackls--read-stack "Describe stack: ")))
  (stackls--show (stackls--run "page" :page "stack" :name name)))

;;;###autoload
(defun stackls-activate (name)
  "Make the stack NAME the active one."
  (interactive (list (stackls--read-stack "Activate stack: ")))
  (message "%s is the active stack" (plist-get (stackls--run "activateStack" :name name) :name)))

;;;###autoload
(defun stackls-plan ()
  "Show what applying the current buffer would do.  Nothing is changed."
  (interactive)
  (stackls--show (stackls--run "page" :page "plan" :text (stackls--text))))

;;;###autoload
(defun stackls-apply (&optional activate)
  "Show the plan for the current buffer, ask, and register its stack.
With a prefix argument ACTIVATE, make the stack the active one, too."
  (interactive "P")
  (let* ((text (stackls--text))
         (plan (stackls--run "planStack" :text text))
         (name (plist-get plan :stack)))
    (stackls--show (list :title (format "Plan for %s" name) :text (plist-get plan :text)))
    (cond ((eq (plist-get plan :blocked) t)
           (user-error "It cannot be applied"))
          ((eq (plist-get plan :empty) t)
           (message "There is nothing to do"))
          ((y-or-n-p (format "Apply %s? " name))
           (stackls--run "applyStack"
                         :text text
                         :planned (plist-get plan :planned)
                         :activate (if activate t :json-false))
           (message (if activate "%s is applied, and the active stack" "%s is applied") name)))))

(defun stackls--flavor-words (flavor)
  "What is shown behind the name of FLAVOR: its origin."
  (or (plist-get flavor :integration)
      (if (eq (plist-get flavor :custom) t) "custom" "built in")))

;;;###autoload
(defun stackls-flavor (type name)
  "Show the flavor NAME of the component type TYPE, and its parameters."
  (interactive
   (let* ((flavors (append (stackls--run "listFlavors") nil))
          (types (seq-uniq (mapcar (lambda (one) (plist-get one :type)) flavors)))
          (type (completing-read "Component type: " types nil t)))
     (list type
           (stackls--choose (format "Flavor of %s: " type)
                            (seq-filter (lambda (one) (equal (plist-get one :type) type)) flavors)
                            #'stackls--flavor-words))))
  (stackls--show (stackls--run "page" :page "flavor" :type type :name name)))

;;;###autoload
(defvar stackls-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "l" #'stackls-list)
    (define-key map "d" #'stackls-describe)
    (define-key map "a" #'stackls-activate)
    (define-key map "p" #'stackls-plan)
    (define-key map "r" #'stackls-apply)
    (define-key map "f" #'stackls-flavor)
    map)
  "Keys for all commands; bind it to a prefix of your own.")

(provide 'stackls)
;;; stackls.el ends here
