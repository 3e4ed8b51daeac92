export { NotificationReceiver, notificationFrames } from './notification.ts'
