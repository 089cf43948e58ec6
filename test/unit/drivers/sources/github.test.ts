import { forgeContract } from '../../../contract/forge.ts'

forgeContract('github')
