/** User= of app-upgrade-acquire@.service. */
export const acquiringAccount = 'app-upgrade'

/** What a person types. */
export const givenBack = (cache: string): string => `'chown -R ${acquiringAccount}:${acquiringAccount} ${cache}'`
