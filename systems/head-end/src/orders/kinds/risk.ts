import type { Risk } from '@ferraris/client'

/** Whether a customer may lose power by it. */
export function mayDisconnect(risk: Risk): boolean {
  return risk === 'disconnects' || risk === 'both'
}

/** Whether what is billed may change by it. */
export function isLegal(risk: Risk): boolean {
  return risk === 'legal' || risk === 'both'
}
