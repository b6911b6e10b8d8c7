import { Module, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { openApiDocument } from './document'

@Module({})
class NothingRuns {}

/** The published interface as a file, made without starting anything and only when somebody asks for it. */
export class OpenApiText {
  private text: Promise<string> | undefined

  constructor(private readonly controllers: readonly Type[]) {}

  read(): Promise<string> {
    this.text ??= this.write()
    return this.text
  }

  private async write(): Promise<string> {
    const app = await NestFactory.create(NothingRuns, new FastifyAdapter({ skipMiddie: true }), { logger: false })
    try {
      return `${JSON.stringify(openApiDocument(app, this.controllers), null, 2)}\n`
    } finally {
      await app.close()
    }
  }
}
