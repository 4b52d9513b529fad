import { openMemoryStore } from '@weauth/platform'
import { storeConformance } from '@weauth/platform/testing'

storeConformance('the store in memory', ({ clock }) => ({ store: openMemoryStore({ clock }) }))
