/** What no id of a control has. */
const mark = '~'

/** The job of a control at a concentrator: `route` counts those before it. */
export function jobIdOf(control: string, route: number): string {
  return route === 0 ? control : `${control}${mark}${route}`
}

/** The same in SQL, of columns `id` and `route`. */
export const jobIdInSql = `id || case route when 0 then '' else '${mark}' || route end`

/** The control and the route that a job's id names. */
export function controlOfJob(job: string): { readonly control: string; readonly route: number } {
  const place = job.lastIndexOf(mark)
  const route = Number(job.slice(place + 1))
  if (place < 0 || !Number.isInteger(route)) return { control: job, route: 0 }
  return { control: job.slice(0, place), route }
}
