/** Where each department hangs: its id and its parent's. */
export type TreeNode = { id: string; parentId: string | null }

/** Whether `id` may hang below `parentId`: a department never hangs below itself. */
export function mayMove(nodes: readonly TreeNode[], id: string, parentId: string | null): boolean {
  const parents = new Map(nodes.map((n) => [n.id, n.parentId]))
  for (let at = parentId, steps = 0; at !== null && steps <= nodes.length; at = parents.get(at) ?? null, steps++)
    if (at === id) return false
  return true
}
