import { createApp } from '@ferraris/service'
import { Registry } from 'prom-client'
import { features } from './features.ts'
import type { Parts } from './parts.ts'

export const apiInfo = {
  title: 'Ferraris head-end',
  description: 'Meters, their readings and events. Resource names follow IEC 61968-9.',
}

/** The OpenAPI 3.1 document of the REST interface, without a database: only a request makes a route ask its parts. */
export async function describeRestApi(): Promise<object> {
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
