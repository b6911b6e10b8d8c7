import { listDepartments } from '@miaohui/contracts/org/department'
import { Controller, Get, Post } from '@nestjs/common'
import { CONTROLLERS } from '../controllers'
import { Expose } from './exposure'
import { requireDeclared, routesOf } from './routes'

@Controller('api/v1/things')
class ThingsController {
  @Get()
  @Expose(listDepartments, { permission: 'department.view' }, { summary: 'Things' })
  list(): object {
    return {}
  }

  @Post(':id/forgotten')
  forgotten(): object {
    return {}
  }

  notARoute(): object {
    return {}
  }
}

describe('routes', () => {
  it('are found with method, path and operation id', () => {
    expect(routesOf([ThingsController]).map((r) => [r.method, r.path, r.operationId])).toEqual([
      ['GET', '/api/v1/things', 'things.list'],
      ['POST', '/api/v1/things/:id/forgotten', 'things.forgotten'],
    ])
  })

  it('that declare no permission are named and refused', () => {
    expect(() => requireDeclared([ThingsController])).toThrow('POST /api/v1/things/:id/forgotten (things.forgotten)')
  })

  it('of the product all say who may use them', () => {
    expect(() => requireDeclared(CONTROLLERS)).not.toThrow()
  })

  it('below an enterprise are never public, and need a permission unless anyone in it may see them', () => {
    const below = routesOf(CONTROLLERS).filter((r) => r.path.includes(':enterpriseId'))
    expect(below.length).toBeGreaterThan(70)
    expect(below.filter((r) => 'public' in r.exposure!.access)).toEqual([])
    expect(below.filter((r) => 'signedIn' in r.exposure!.access).map((r) => r.operationId)).toEqual(['enterprise.overview'])
  })

  it('that change something never hide behind a permission to look', () => {
    const harmless = ['search', 'count', 'estimate', 'open', 'markRead']
    const writes = routesOf(CONTROLLERS).filter(
      (r) => r.method !== 'GET' && !harmless.some((name) => r.operationId.endsWith(`.${name}`)),
    )
    const viewing = writes.filter((r) => 'permission' in r.exposure!.access && r.exposure!.access.permission.endsWith('.view'))
    expect(viewing.map((r) => r.operationId)).toEqual([])
  })

  it('each have their own address', () => {
    const addresses = routesOf(CONTROLLERS).map((r) => `${r.method} ${r.path}`)
    expect(new Set(addresses).size).toBe(addresses.length)
  })
})
