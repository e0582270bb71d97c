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
;; `stackls-plan', `stackls-apply', `stackls-plan-folder',
;; `stackls-apply-folder', `stackls-diff' and `stackls-flavor'.  They work in
;; any buffer: where Eglot runs no stackls, they start one of their own.

;;; Code:

(require 'jsonrpc)
(require 'project)
(require 'seq)
(require 'url-util)

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

(defun stackls--uri (path)
  "The URI of the file or folder PATH."
  (let ((name (directory-file-name (expand-file-name path))))
    (concat "file://"
            (unless (string-prefix-p "/" name) "/") ; before a drive
            (url-hexify-string name url-path-allowed-chars))))

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
                           :rootUri (stackls--uri root)
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
  "The answer of the server's command NAME to the plist ARGUMENT.
It may take `stackls-timeout' seconds; where that is nil, any time."
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

(defvar-local stackls--folder nil
  "In the plan of a folder, that folder.")

(defun stackls--show (page &optional folder)
  "Show PAGE, a plist of its title and its text in Markdown.
FOLDER is the one that it is the plan of."
  (let ((buffer (get-buffer-create (format "*stackls: %s*" (plist-get page :title))))
        (origin (or stackls--origin (current-buffer))))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (plist-get page :text)))
      (if (fboundp 'markdown-view-mode)
          (markdown-view-mode)
        (special-mode))
      (setq stackls--origin origin
            stackls--folder folder)
      (goto-char (point-min)))
    (pop-to-buffer buffer)))

(defun stackls--plan-page (title plan)
  "A page of TITLE with the text of PLAN."
  (list :title title
        :text (format "# %s\n\n```text\n%s```\n" title (plist-get plan :text))))

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
    (stackls--show (stackls--plan-page (format "Plan for %s" name) plan))
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

;;;; Folders

(defun stackls--read-folder (prompt)
  "Ask with PROMPT for a folder of stack files."
  (read-directory-name prompt (or stackls--folder default-directory) nil t))

(defun stackls--save-below (folder)
  "Offer to save what is edited below FOLDER: its files are read from the disk."
  (save-some-buffers nil (lambda ()
                           (and buffer-file-name
                                (file-in-directory-p buffer-file-name folder)))))

;;;###autoload
(defun stackls-plan-folder (folder)
  "Show what applying the stack files of FOLDER would do, as one plan.
Nothing is changed."
  (interactive (list (stackls--read-folder "Plan the stacks of folder: ")))
  (stackls--save-below folder)
  (let ((uris (vector (stackls--uri folder))))
    (stackls--show (stackls--run "page" :page "folder" :uris uris) folder)))

;;;###autoload
(defun stackls-apply-folder (folder)
  "Show the plan of the stack files of FOLDER, ask, and apply it.
All of it is done, or nothing.  What no file holds any more is deleted
only where that is agreed to."
  (interactive (list (stackls--read-folder "Apply the stacks of folder: ")))
  (stackls--save-below folder)
  (let* ((uris (vector (stackls--uri folder)))
         (plan (stackls--run "planFolder" :uris uris))
         (unheld (plist-get plan :unheld))
         (is-kept (seq-some (lambda (one) (plist-get one :conflict)) unheld))
         (is-empty (eq (plist-get plan :empty) t))
         (stacks (stackls--counted (length (plist-get plan :files)) "stack")))
    (stackls--show (stackls--plan-page (plist-get plan :title) plan) folder)
    (when (eq (plist-get plan :blocked) t)
      (user-error "It cannot be applied"))
    (let* ((applies (and (not is-empty) (y-or-n-p (format "Apply %s? " stacks))))
           (deletes (and (or applies is-empty)
                         (not is-kept)
                         (not (seq-empty-p unheld))
                         (yes-or-no-p (format "Delete the %d that are in no file any more? "
                                              (length unheld))))))
      (cond ((or applies deletes)
             (let ((stackls-timeout nil)) ; who leaves it alone would not know what it did
               (stackls--run "applyFolder"
                             :uris uris
                             :planned (plist-get plan :planned)
                             :prune (if deletes t :json-false)))
             (message "%s registered as the files say"
                      (concat stacks (if (equal stacks "1 stack") " is" " are"))))
            (is-empty (message "There is nothing to do"))
            (t (message "Nothing was changed"))))))

(defun stackls--counted (number noun)
  "NUMBER and NOUN, in the plural where that is due."
  (format "%d %s%s" number noun (if (= number 1) "" "s")))

;;;; Comparing

(defconst stackls--revised "\\`\\([^:]\\{2,\\}\\):\\(.*\\)\\'"
  "Matches REVISION:FILE; a drive has one letter.")

(defun stackls--operand (given)
  "What the server takes for GIVEN: a file, REVISION:FILE, or the name of a stack.
The FILE of a revision is seen from the top of the repository, as git does."
  (cond ((file-regular-p given)
         (list :uri (stackls--uri given)))
        ((string-match stackls--revised given)
         (let* ((revision (match-string 1 given))
                (path (match-string 2 given))
                (top (or (locate-dominating-file default-directory ".git") default-directory))
                (from (if (string-prefix-p "." path) default-directory top)))
           (when (equal path "")
             (user-error "Which file of %s? Write %sFILE" revision given))
           (list :uri (stackls--uri (expand-file-name path from)) :revision revision)))
        (t (list :stack given))))

(defun stackls--read-operand (prompt)
  "Ask with PROMPT for a file, a revision of one, or a registered stack."
  (let ((names (mapcar (lambda (stack) (plist-get stack :name))
                       (append (stackls--run "listStacks") nil))))
    (completing-read prompt (completion-table-merge names #'completion-file-name-table))))

;;;###autoload
(defun stackls-diff (one other)
  "Show how the stack OTHER differs from the stack ONE, by what they mean.
Each is a file, REVISION:FILE of its git repository, or the name of a
registered stack.  An empty OTHER is the registered stack of the file's name,
or, with a revision, the file as it is now.

Interactively, one of the two is the file of the buffer; with an answer
such as \"HEAD:\" it is compared with itself as it was then.  With a prefix
argument, or where the buffer has no file, both are asked for."
  (interactive
   (let ((file (buffer-file-name (stackls--file-buffer))))
     (if (or current-prefix-arg (null file))
         (list (stackls--read-operand "Compare: ") (stackls--read-operand "With: "))
       (let ((given (stackls--read-operand
                     (format "Compare %s with (empty: what is registered): "
                             (file-name-nondirectory file)))))
         (cond ((not (string-match stackls--revised given)) (list file given))
               ((equal (match-string 2 given) "") (list (concat given file) file))
               (t (list given file)))))))
  (dolist (buffer (delq nil (mapcar #'find-buffer-visiting (list one other))))
    (with-current-buffer buffer
      (when (and (buffer-modified-p)
                 (y-or-n-p (format "Save %s first? " (buffer-name))))
        (save-buffer))))
  (stackls--show
   (apply #'stackls--run "page" :page "difference" :one (stackls--operand one)
          (unless (equal other "")
            (list :other (stackls--operand other))))))

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
    (define-key map "P" #'stackls-plan-folder)
    (define-key map "R" #'stackls-apply-folder)
    (define-key map "=" #'stackls-diff)
    (define-key map "f" #'stackls-flavor)
    map)
  "Keys for all commands; bind it to a prefix of your own.")

(provide 'stackls)
;;; stackls.el ends here
