import { join } from 'node:path'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { OpenAPIObject } from '@nestjs/swagger'
import { CONTROLLERS } from '../controllers'
import { openApiDocument } from './document'

@Module({})
class NothingRuns {}

/** The published interface without starting anything: for the file in docs, its test, and the running gateway alike. */
export async function publishedInterface(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(NothingRuns, new FastifyAdapter({ skipMiddie: true }), { logger: false })
  try {
    return openApiDocument(app, CONTROLLERS)
  } finally {
    await app.close()
  }
}

/** The published interface as committed; the console's client is generated from it. */
export const OPENAPI_FILE = join(__dirname, '../../../../docs/api/openapi.json')

export async function openApiText(): Promise<string> {
  return `${JSON.stringify(await publishedInterface(), null, 2)}\n`
}
