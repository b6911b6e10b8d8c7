import { Controller, Get } from '@nestjs/common'
import { CONTROLLERS } from '../src/controllers'
import { startTestGateway } from './gateway-harness'

@Controller('api/v1/open')
class OpenController {
  @Get()
  everything(): object {
    return { secrets: true }
  }
}

describe('starting the gateway', () => {
  it('fails while a route declares no permission', async () => {
    await expect(startTestGateway({ controllers: [...CONTROLLERS, OpenController] })).rejects.toThrow(
      'GET /api/v1/open (open.everything)',
    )
  })

  it('fails with every faulty variable named', async () => {
    await expect(startTestGateway({}, { MIAOHUI_PORT: 'eighty', MIAOHUI_ACCESS_PUBLIC_KEY: '' })).rejects.toThrow(
      /MIAOHUI_PORT[\s\S]*MIAOHUI_ACCESS_PUBLIC_KEY|MIAOHUI_ACCESS_PUBLIC_KEY[\s\S]*MIAOHUI_PORT/,
    )
  })
})
