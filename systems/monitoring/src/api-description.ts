import { createApp } from '@ferraris/service'
import { Registry } from 'prom-client'
import { features } from './features.ts'
import type { Parts } from './parts.ts'

export const apiInfo = {
  title: 'Ferraris monitoring',
  description: 'The collaborative platform of a Chain 2 monitoring campaign.',
}

/** The OpenAPI 3.1 document of the REST interface, without a database: only a request makes a route ask its parts. */
export async function describeMonitoringApi(): Promise<object> {
  const app = await createApp(features, {} as Parts, {
    api: apiInfo,
    metrics: new Registry(),
    publicMetrics: true,
  })
  await app.ready()
  const description = app.swagger()
  await app.close()
  return description
}
