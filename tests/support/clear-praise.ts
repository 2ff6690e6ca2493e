/**
 * Praise that nobody misreads. Tests that need replies to go out without a person take it: a corpus message that
 * a model is unsure of waits for one, and which these are changes with every model. `clear-praise.test.ts` holds
 * the models in use to it.
 */
export const CLEAR_PRAISE: readonly string[] = [
  'Thank you so much, I love your coffee!',
  'The best flat white I have ever had, thank you!',
  'I love this place, great coffee and lovely people.',
  'Amazing service today, thank you all so much!',
  'Your new espresso is wonderful, I love it.',
  'Such a lovely team, thank you for the great morning!',
  'Great cake, great coffee, great people. Love it!',
  'I am so happy with my order, thank you!',
  'What a beautiful shop, I love the new colours!',
  'Best cappuccino in town, thank you very much!',
  'I love how friendly everybody is here, thanks!',
  'Fantastic beans, the best I ever bought. Thank you!',
  'So good! Love the new oat milk latte.',
  'Wonderful breakfast, thank you, we loved it!',
  'You are the best, thanks for the great coffee!',
  'Love your cold brew, it is amazing!',
  'Thanks for a perfect cup, it made me so happy.',
  'My favourite café, I love everything about it.',
  'Excellent cortado today, thank you so much!',
  'The cinnamon rolls are amazing, I love them!',
  'Great job, the new shop looks beautiful!',
  'Thank you for the kind note, I love it!',
  'Delicious, the best mocha ever, thanks a lot!',
  'I love you all, thank you for being so nice!',
];
