/** Where a file is now that something was renamed. All paths are those of URIs, with slashes. */

/** `path`, now that the file or folder `before` is called `after`. */
export function renamedPath(path: string, before: string, after: string): string {
  if (path === before) {
    return after;
  }
  return path.startsWith(`${before}/`) ? `${after}${path.slice(before.length)}` : path;
}
