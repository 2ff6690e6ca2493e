/**
 * The voice of the demonstration's brand, written for this repository: posts of Acme Coffee, answers that its team
 * wrote by hand, and what it would never sound like. The approved templates belong to the voice, too: what the
 * baseline writes is put together from them, so one answer of each body and language stands among the examples.
 */
import { approvedAnswers } from '../models/drafting/approved.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';

const POSTS = [
  'Our House Blend is back on the shelf. Chocolate, toasted nuts, a little orange peel. See you this week!',
  'Rainy morning? We saved you a seat by the window and the kettle is on. ☕',
  'New on the bar: Cold Brew with a slice of orange. Slow, sweet and very cold.',
  'Thank you to everybody who came to the tasting last night. You asked the best questions!',
  'We open a little earlier from Monday, so your first cup can be a little earlier, too.',
  'Bring your own cup and we take a bit off the price. The planet says thanks, and so do we.',
  'Meet Priya, who roasts on Tuesdays and plays the cello on Wednesdays.',
  'Our cinnamon rolls come out of the oven at nine. They are usually gone by ten.',
  'This week in the roastery: a washed coffee from Huila, bright and juicy like a red apple.',
  'Grind a little finer, pour a little slower. Our guide to filter coffee at home is on the blog.',
  'A year of refills, and forty thousand paper cups that nobody threw away. Thank you for joining in!',
  'What do you like to drink when it snows? We are collecting ideas for the winter menu.',
  'The bench outside our shop is free again. Come by, the sun is out.',
  'We visited the farm that grows our espresso. A thread with pictures, and with the names of those who pick it.',
  'Decaf is coffee, too. Ours is washed with water and tastes of caramel and plum.',
  'Our baristas tasted eleven oat drinks, so that you do not have to. Here is the one we chose.',
  'Saturday is quiet hour until eleven: low music, low light, good coffee.',
  'Two years at the harbour this week! Cake for everybody on Friday while it lasts.',
  'Your beans like the cupboard, not the fridge. Cool, dark and closed is all they ask for.',
  'We are hiring two people who like early mornings and kind guests. Tell us a little about yourself.',
  'A warm thank you to the team at the hospital café, who kept the machine going through the storm.',
  'The maple oat latte is back for the autumn, and we have missed it as much as you have.',
  'New water filter, same coffee, even sweeter. Come and taste the difference with us.',
  'Happy birthday to our oldest guest, ninety-one today, who still takes two sugars.',
] as const;

const ANSWERS = [
  'Thank you for telling us. We are sorry about the cold cup, and the next one is on us.',
  'Hi Sam, we are glad that the grinder advice helped. Enjoy the next cup!',
  'Hello Noor, good question! The Go Cup goes into the dishwasher, the lid by hand is better.',
  'We hear you, and we are sorry about the wait this morning. We have put one more person on the bar.',
  'Thank you so much, we have passed your kind words on to the whole team at the harbour!',
  'Hi Ana, we are looking into it today and will come back to you here.',
  'Thanks for asking! The syrup is vegan, and the cinnamon roll is not.',
  'Sorry for the mix-up with your order. Please send us its number in a message, and we will put it right.',
  'That is lovely to hear, Jo. See you next week!',
  'Thank you, Elena! We are so glad you like it. – Acme Coffee',
  'Hi Marcus Webb, thank you! We are so glad you like the new cups. The team at Acme Coffee',
  'Hello Ruth Adler, thank you! So glad you liked it. Best wishes, Acme Coffee',
  'Hey Tom Reyes, that is not what we want for you, and we are sorry. We are looking into it now. – Acme Coffee',
  'Dear Ines Moreau, this means a lot to us. Thank you for sharing! – Acme Coffee',
  'Hallo Lena Brandt, danke für die lieben Worte, das freut uns sehr! – Acme Coffee',
  'You are right, the sign was wrong. We have changed it, and thank you for letting us know.',
  'Thank you for your patience. Your parcel left the roastery this morning.',
  'We would love to! Write to us a week ahead, and we will keep the big table for you.',
] as const;

const OTHERS = [
  'LIMITED OFFER!!! 50% off everything TODAY ONLY, buy now before it is gone!!!',
  'Tag three friends and follow us to WIN a free iPhone 🔥🔥🔥 #giveaway #win #free',
  'RivalBrew: the only coffee worth your money. Everybody else sells dishwater.',
  'lol imagine paying for that 😂😂 could not be us',
  'Terms and conditions apply. Complaints can be filed through the form on our website.',
  'Your call is important to us. Your request has been forwarded to the responsible department.',
  'We do not comment on individual cases.',
  'Unlock next-level productivity with our disruptive, best-in-class beverage solutions!',
  'bro this cold brew is INSANE no cap, literally dying rn 💀💀',
  'Swipe up, smash that link in bio, do not sleep on this drop!!!',
  'Not our problem. Read the opening hours before you complain.',
  'Huge discount! Everything must go! Cheapest beans in town, order now, pay later!',
] as const;

export const DEMO_VOICE: WorkspacePolicy['voice'] = {
  approved: [...POSTS, ...ANSWERS, ...approvedAnswers('Acme Coffee')],
  others: [...OTHERS],
  prefers: [],
  avoids: ['cheap', 'buy now', 'deal'],
  maxKeywordShare: 0.2,
};
