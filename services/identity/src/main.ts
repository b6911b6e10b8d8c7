import { keepRunning, runService } from '@miaohui/platform/run-service'
import { AppModule } from './app.module'

void keepRunning(async () => [[await runService('identity', AppModule)]])
