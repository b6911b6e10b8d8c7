import { teamNamesFor } from './team-name'

describe('the team of a new member', () => {
  it('is named after them', () => expect(teamNamesFor('王芳', [])[0]).toBe('王芳的小组'))

  it('is numbered when that name is taken', () => {
    expect(teamNamesFor('王芳', ['王芳的小组'])[0]).toBe('王芳的小组 2')
    expect(teamNamesFor('王芳', ['王芳的小组', '王芳的小组 2', '王芳的小组 4'])[0]).toBe('王芳的小组 3')
  })

  it('fits the length of a team name for the longest member name', () => {
    const longest = teamNamesFor('王'.repeat(50), []).at(-1)!
    expect(longest.length).toBeLessThanOrEqual(60)
  })
})
