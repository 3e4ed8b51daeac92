import type { Feature } from '@ferraris/service'
import { statisticsResources } from './schemas.ts'

/** Figures of power lines; a concentrator shows those of its own. */
export const statistics: Feature = { name: 'statistics', resources: statisticsResources }
