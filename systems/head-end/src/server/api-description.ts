import { Registry } from 'prom-client'
import { createApp, type Services } from './app.ts'

/** The OpenAPI 3.1 document of the REST interface, without a database: only a request makes a route ask its services. */
export async function describeRestApi(): Promise<object> {
  const app = await createApp({} as Services, { metrics: new Registry(), publicMetrics: true })
  await app.ready()
  const description = app.swagger()
  await app.close()
  return description
}
