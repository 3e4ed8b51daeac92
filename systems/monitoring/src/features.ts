import type { Feature } from '@ferraris/service'
import { campaignFeature } from './campaign/feature.ts'
import { devicesFeature } from './devices/feature.ts'
import { participantsFeature } from './participants/feature.ts'
import type { Parts } from './parts.ts'
import { sentFeature } from './sent/feature.ts'
import { successFeature } from './success/feature.ts'
import { supportFeature } from './support/feature.ts'
import { uploadsFeature } from './uploads/feature.ts'

/** All that the platform does. */
export const features: readonly Feature<Parts>[] = [
  campaignFeature,
  participantsFeature,
  devicesFeature,
  uploadsFeature,
  sentFeature,
  successFeature,
  supportFeature,
]
