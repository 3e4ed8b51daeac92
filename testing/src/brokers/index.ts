export { mosquittoIsHere, mosquittoServer } from './mosquitto.ts'
export { natsIsHere, natsServer } from './nats.ts'
export { rabbitMqIsHere, rabbitMqServer } from './rabbitmq.ts'
