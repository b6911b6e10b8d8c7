import { AppModule as AccountHosting } from '@miaohui/account-hosting/app.module'
import { startGateway } from '@miaohui/gateway/start-gateway'
import { AppModule as Identity } from '@miaohui/identity/app.module'
import { AppModule as License } from '@miaohui/license/app.module'
import { AppModule as Messaging } from '@miaohui/messaging/app.module'
import { AppModule as Org } from '@miaohui/org/app.module'
import { keepRunning, runService } from '@miaohui/platform/run-service'
import { AppModule as Sop } from '@miaohui/sop/app.module'

/** Every part with its own database and its own connection to NATS, as if each had its process. */
void keepRunning(async () => {
  const services = await Promise.all([
    runService('identity', Identity),
    runService('org', Org),
    runService('license', License),
    runService('account-hosting', AccountHosting),
    runService('messaging', Messaging),
    runService('sop', Sop),
  ])
  // The door closes first when the process stops, and opens last.
  return [[await startGateway()], services]
})
