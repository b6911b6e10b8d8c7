import { departmentChoices, departmentTree, memberTotal } from './department-tree'

const department = (id: string, parentId: string | null, position = 0, memberCount = 0) => ({
  id,
  parentId,
  name: id.toUpperCase(),
  position,
  memberCount,
})

const company = [department('b', 'a', 2, 3), department('a', null, 1, 1), department('c', 'a', 1, 4), department('d', 'c', 0, 5)]

describe('the department tree', () => {
  it('keeps the order of brothers and the place of children', () => {
    const [root] = departmentTree(company)
    expect(root?.children.map((each) => each.id)).toEqual(['c', 'b'])
    expect(root?.children[0]?.children.map((each) => each.id)).toEqual(['d'])
  })

  it('shows a department whose parent is missing instead of losing it', () => {
    expect(departmentTree([department('x', 'gone')]).map((each) => each.id)).toEqual(['x'])
  })

  it('counts everybody below', () => {
    expect(departmentTree(company).map(memberTotal)).toEqual([13])
  })

  it('does not offer a department or what is below it as its own parent', () => {
    expect(departmentChoices(company, 'c').map((each) => each.label)).toEqual(['A', 'A / B'])
  })
})
