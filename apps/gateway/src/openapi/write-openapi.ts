import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CONTROLLERS } from '../controllers'
import { OPENAPI_FILE } from './open-api-path'
import { OpenApiText } from './open-api-text'

async function main(): Promise<void> {
  await mkdir(dirname(OPENAPI_FILE), { recursive: true })
  await writeFile(OPENAPI_FILE, await new OpenApiText(CONTROLLERS).read())
}

void main()
