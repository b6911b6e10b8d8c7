import fc from 'fast-check'
import { mayMove, type TreeNode } from './tree'

const line: TreeNode[] = [
  { id: 'a', parentId: null },
  { id: 'b', parentId: 'a' },
  { id: 'c', parentId: 'b' },
]

describe('moving a department', () => {
  it('is refused below itself and below its own sub-departments', () => {
    expect(mayMove(line, 'a', 'a')).toBe(false)
    expect(mayMove(line, 'a', 'c')).toBe(false)
  })

  it('is allowed upwards, sideways and to the root', () => {
    expect(mayMove(line, 'c', 'a')).toBe(true)
    expect(mayMove(line, 'c', null)).toBe(true)
  })

  it('keeps the tree a tree, whatever is moved where', () => {
    const moves = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(7), { nil: null })), { maxLength: 60 })
    fc.assert(
      fc.property(moves, (wishes) => {
        const nodes: TreeNode[] = Array.from({ length: 8 }, (_, i) => ({ id: String(i), parentId: null }))
        for (const [child, parent] of wishes) {
          const parentId = parent === null ? null : String(parent)
          if (mayMove(nodes, String(child), parentId)) nodes[child]!.parentId = parentId
        }
        for (const start of nodes) {
          let at: TreeNode | undefined = start
          for (let steps = 0; at; steps++) {
            expect(steps).toBeLessThanOrEqual(nodes.length)
            at = nodes.find((n) => n.id === at!.parentId)
          }
        }
      }),
    )
  })
})
