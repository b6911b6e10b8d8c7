import type { Department } from '@/shared/enterprise/enterprise-queries'

export type DepartmentNode = Department & { children: DepartmentNode[] }

/** Departments as a tree, brothers in their order. One whose parent is not there stands at the root: nothing may get lost. */
export function departmentTree(departments: readonly Department[]): DepartmentNode[] {
  const nodes = new Map(departments.map((each) => [each.id, { ...each, children: [] as DepartmentNode[] }]))
  const roots: DepartmentNode[] = []
  for (const node of nodes.values()) (nodes.get(node.parentId ?? '')?.children ?? roots).push(node)
  const sort = (list: DepartmentNode[]) => {
    list.sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
    for (const node of list) sort(node.children)
  }
  sort(roots)
  return roots
}

export type DepartmentChoice = { id: string; label: string; depth: number }

/**
 * Departments to choose from, in the order of the tree and told by their whole path.
 *
 * @param without this department and everything below it: it cannot be its own parent
 */
export function departmentChoices(departments: readonly Department[], without?: string): DepartmentChoice[] {
  const walk = (nodes: DepartmentNode[], above: string[]): DepartmentChoice[] =>
    nodes
      .filter((node) => node.id !== without)
      .flatMap((node) => {
        const path = [...above, node.name]
        return [{ id: node.id, label: path.join(' / '), depth: above.length }, ...walk(node.children, path)]
      })
  return walk(departmentTree(departments), [])
}

/** Members in a department and everything below it. */
export function memberTotal(node: DepartmentNode): number {
  return node.children.reduce((sum, child) => sum + memberTotal(child), node.memberCount)
}
