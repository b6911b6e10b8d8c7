import { Controller, Get, Header } from '@nestjs/common'
import { Expose } from '../http/exposure'
import { OpenApiText } from './open-api-text'

@Controller('api')
export class OpenApiController {
  constructor(private readonly openApi: OpenApiText) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Expose({}, { public: true }, { summary: 'The published interface', internal: true, status: 200 })
  file(): Promise<string> {
    return this.openApi.read()
  }
}
