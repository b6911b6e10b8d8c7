import { keepRunning } from '@miaohui/platform/run-service'
import { startGateway } from './start-gateway'

void keepRunning(async () => [[await startGateway()]])
