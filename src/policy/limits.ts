/** The limits of this room. */

/** No publisher makes a hundred major releases between two looks. Calendar versions begin with such a leap, once, and a person says yes to it. */
export const majorLeapMax = 100
