import { requiredEnv } from './database'

export const testRedisUrl = (): string => requiredEnv('MIAOHUI_TEST_REDIS_URL')
