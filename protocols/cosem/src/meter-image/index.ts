export {
  type AttributeImage,
  formatMeterImage,
  type MeterImage,
  type ObjectImage,
  parseMeterImage,
} from './meter-image.ts'
export { MeterImageError } from './meter-image-error.ts'
