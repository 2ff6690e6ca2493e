/** Approved wording in English, Spanish, French, German, Italian, Portuguese and Dutch. Own work. */
import type { LanguageTemplates } from './shape.ts';

export const EN: LanguageTemplates = {
  gap: ' ',
  named: ['Hi {name},', 'Hello {name},', 'Hi there {name},', 'Hey {name},'],
  unnamed: ['Hi,', 'Hello,', 'Hi there,'],
  bodies: {
    empathetic: [
      "we're sorry this went wrong. Our team is looking into it.",
      "we're sorry to hear this. We take it seriously and will look into it.",
      'that is not the experience we want you to have. We are looking into it now.',
      'thank you for telling us, and sorry for the trouble. Our team will look at this.',
      "we hear you, and we're sorry. A colleague is taking a closer look.",
    ],
    empathetic_asked: [
      "we're sorry about this. A colleague will get back to you here with an answer.",
      "sorry for the trouble. We're finding out and will reply here.",
      'sorry that you have to ask. Our team is checking and will answer you here.',
      "we're sorry to hear this. Let us check and come back to you here.",
    ],
    appreciative: [
      'thank you so much, this made our day!',
      'thanks for the kind words, we really appreciate them!',
      "that's lovely to hear. Thank you!",
      'thank you! We are so glad you like it.',
      'this means a lot to us. Thank you for sharing!',
    ],
    appreciative_asked: [
      'thank you! A colleague will come back to you here with an answer.',
      "thanks for the kind words! We'll check and reply here.",
      "that's lovely to hear, thank you! We're finding out and will answer here.",
      "thank you so much! Let us check, and we'll get back to you here.",
    ],
    helpful: [
      'thanks for asking! A colleague will answer you here shortly.',
      "good question! We're checking and will reply here.",
      "thanks for reaching out. Let us find out, and we'll get back to you here.",
      'thank you for your message. Our team is on it and will answer here.',
      "happy to help! We'll come back to you here with the details.",
    ],
  },
  closings: ['Your {brand} team', '– {brand}', 'The team at {brand}', 'Best wishes, {brand}'],
};

export const ES: LanguageTemplates = {
  gap: ' ',
  named: ['Hola, {name}:', 'Buenas, {name}:', '¡Hola, {name}!'],
  unnamed: ['Hola:', '¡Hola!', 'Buenas:'],
  bodies: {
    empathetic: [
      'lamentamos mucho lo ocurrido. Nuestro equipo lo está revisando.',
      'sentimos que haya sido así. Vamos a revisarlo con atención.',
      'gracias por contárnoslo y perdona las molestias. Lo estamos mirando.',
    ],
    empathetic_asked: [
      'sentimos las molestias. Lo consultamos y te respondemos por aquí.',
      'lamentamos lo ocurrido. Alguien del equipo te responderá por aquí.',
      'perdona las molestias. Lo revisamos y te contestamos aquí.',
    ],
    appreciative: [
      '¡muchas gracias, nos alegras el día!',
      '¡gracias por tus palabras, nos hacen mucha ilusión!',
      'qué alegría leerte. ¡Muchas gracias!',
    ],
    appreciative_asked: [
      '¡muchas gracias! Lo consultamos y te respondemos por aquí.',
      '¡gracias por tus palabras! Alguien del equipo te contestará aquí.',
      'qué alegría leerte. Lo miramos y te respondemos por aquí.',
    ],
    helpful: [
      '¡gracias por preguntar! Te respondemos por aquí en breve.',
      'gracias por escribirnos. Lo consultamos y te contestamos aquí.',
      '¡buena pregunta! Lo miramos y te respondemos por aquí.',
    ],
  },
  closings: ['El equipo de {brand}', '– {brand}', 'Un saludo, {brand}'],
};

export const FR: LanguageTemplates = {
  gap: ' ',
  named: ['Bonjour {name},', 'Salut {name},', 'Bonjour à vous {name},'],
  unnamed: ['Bonjour,', 'Bonjour à vous,'],
  bodies: {
    empathetic: [
      'nous sommes désolés de ce qui s’est passé. Notre équipe regarde cela de près.',
      'toutes nos excuses pour ce désagrément. Nous examinons la situation.',
      'merci de nous l’avoir signalé, et désolés pour la gêne. Nous regardons cela.',
    ],
    empathetic_asked: [
      'désolés pour la gêne. Nous nous renseignons et vous répondons ici.',
      'nous sommes désolés. Un membre de l’équipe vous répondra ici.',
      'toutes nos excuses. Nous vérifions et revenons vers vous ici.',
    ],
    appreciative: [
      'un grand merci, votre message nous fait très plaisir !',
      'merci pour ces mots gentils, toute l’équipe est ravie !',
      'quel plaisir de vous lire. Merci beaucoup !',
    ],
    appreciative_asked: [
      'un grand merci ! Nous vérifions et vous répondons ici.',
      'merci pour ces mots gentils ! Un membre de l’équipe vous répondra ici.',
      'quel plaisir de vous lire ! Nous nous renseignons et revenons vers vous ici.',
    ],
    helpful: [
      'merci pour votre question ! Nous vous répondons ici très vite.',
      'merci de nous écrire. Nous nous renseignons et revenons vers vous ici.',
      'bonne question ! Nous vérifions et vous répondons ici.',
    ],
  },
  closings: ['L’équipe {brand}', '– {brand}', 'À bientôt, {brand}'],
};

export const DE: LanguageTemplates = {
  gap: ' ',
  named: ['Hallo {name},', 'Hi {name},', 'Guten Tag {name},'],
  unnamed: ['Hallo,', 'Guten Tag,', 'Hi,'],
  bodies: {
    empathetic: [
      'das tut uns leid. Unser Team schaut sich das an.',
      'bitte entschuldige den Ärger. Wir gehen der Sache nach.',
      'danke, dass du uns Bescheid gibst, und entschuldige bitte. Wir kümmern uns darum.',
    ],
    empathetic_asked: [
      'entschuldige bitte den Ärger. Wir klären das und antworten dir hier.',
      'das tut uns leid. Jemand aus dem Team meldet sich hier mit einer Antwort.',
      'tut uns leid, dass du nachfragen musst. Wir prüfen das und melden uns hier.',
    ],
    appreciative: [
      'vielen Dank, darüber freuen wir uns riesig!',
      'danke für die lieben Worte, das ganze Team freut sich!',
      'wie schön, das zu lesen. Herzlichen Dank!',
    ],
    appreciative_asked: [
      'vielen Dank! Wir schauen nach und antworten dir hier.',
      'danke für die lieben Worte! Jemand aus dem Team meldet sich hier.',
      'wie schön, das zu lesen! Wir klären das und melden uns hier.',
    ],
    helpful: [
      'danke für deine Frage! Wir melden uns hier in Kürze.',
      'danke für deine Nachricht. Wir klären das und antworten dir hier.',
      'gute Frage! Wir schauen nach und melden uns hier.',
    ],
  },
  closings: ['Dein {brand}-Team', '– {brand}', 'Viele Grüße, {brand}'],
};

export const IT: LanguageTemplates = {
  gap: ' ',
  named: ['Ciao {name},', 'Salve {name},', 'Buongiorno {name},'],
  unnamed: ['Ciao,', 'Salve,', 'Buongiorno,'],
  bodies: {
    empathetic: [
      'ci dispiace per quanto accaduto. Il nostro team sta verificando.',
      'ci scusiamo per il disagio. Stiamo controllando con attenzione.',
      'grazie per avercelo detto, e scusaci. Ce ne stiamo occupando.',
    ],
    empathetic_asked: [
      'ci scusiamo per il disagio. Verifichiamo e ti rispondiamo qui.',
      'ci dispiace. Qualcuno del team ti risponderà qui.',
      'scusaci. Ci informiamo e torniamo da te qui con una risposta.',
    ],
    appreciative: [
      'grazie di cuore, ci hai rallegrato la giornata!',
      'grazie per le belle parole, ci fanno davvero piacere!',
      'che bello leggerti. Grazie mille!',
    ],
    appreciative_asked: [
      'grazie di cuore! Verifichiamo e ti rispondiamo qui.',
      'grazie per le belle parole! Qualcuno del team ti risponderà qui.',
      'che bello leggerti! Ci informiamo e ti scriviamo qui.',
    ],
    helpful: [
      'grazie per la domanda! Ti rispondiamo qui a breve.',
      'grazie per averci scritto. Ci informiamo e ti rispondiamo qui.',
      'buona domanda! Verifichiamo e ti scriviamo qui.',
    ],
  },
  closings: ['Il team {brand}', '– {brand}', 'A presto, {brand}'],
};

export const PT: LanguageTemplates = {
  gap: ' ',
  named: ['Olá, {name}!', 'Oi, {name}!', 'Olá {name},'],
  unnamed: ['Olá!', 'Oi!', 'Olá,'],
  bodies: {
    empathetic: [
      'Lamentamos o que aconteceu. Nossa equipe está verificando.',
      'Pedimos desculpas pelo transtorno. Estamos olhando isso com atenção.',
      'Agradecemos o aviso e pedimos desculpas. Já estamos verificando.',
    ],
    empathetic_asked: [
      'Pedimos desculpas pelo transtorno. Vamos verificar e responder por aqui.',
      'Lamentamos o que aconteceu. Alguém da equipe vai responder por aqui.',
      'Desculpe o incômodo. Vamos conferir e voltamos por aqui com a resposta.',
    ],
    appreciative: [
      'Muito obrigado, isso alegrou o nosso dia!',
      'Obrigado pelo carinho, toda a equipe ficou feliz!',
      'Que bom ler isso. Muito obrigado!',
    ],
    appreciative_asked: [
      'Muito obrigado! Vamos verificar e responder por aqui.',
      'Obrigado pelo carinho! Alguém da equipe vai responder por aqui.',
      'Que bom ler isso! Vamos conferir e voltamos por aqui.',
    ],
    helpful: [
      'Obrigado pela pergunta! Respondemos por aqui em breve.',
      'Obrigado pela mensagem. Vamos verificar e responder por aqui.',
      'Boa pergunta! Vamos conferir e voltamos por aqui.',
    ],
  },
  closings: ['Equipe {brand}', '– {brand}', 'Um abraço, {brand}'],
};

export const NL: LanguageTemplates = {
  gap: ' ',
  named: ['Hoi {name},', 'Hallo {name},', 'Dag {name},'],
  unnamed: ['Hoi,', 'Hallo,', 'Dag,'],
  bodies: {
    empathetic: [
      'wat vervelend om te horen, onze excuses. Ons team kijkt ernaar.',
      'het spijt ons dat dit zo is gegaan. We zoeken het uit.',
      'dank voor je bericht, en sorry voor het ongemak. We gaan erachteraan.',
    ],
    empathetic_asked: [
      'sorry voor het ongemak. We zoeken het uit en antwoorden je hier.',
      'het spijt ons. Iemand van het team komt hier bij je terug.',
      'onze excuses. We kijken het na en laten het je hier weten.',
    ],
    appreciative: [
      'heel erg bedankt, hier worden we blij van!',
      'dank voor de lieve woorden, het hele team is er blij mee!',
      'wat fijn om te lezen. Dank je wel!',
    ],
    appreciative_asked: [
      'heel erg bedankt! We kijken het na en antwoorden je hier.',
      'dank voor de lieve woorden! Iemand van het team komt hier bij je terug.',
      'wat fijn om te lezen! We zoeken het uit en laten het je hier weten.',
    ],
    helpful: [
      'bedankt voor je vraag! We antwoorden je hier snel.',
      'dank voor je bericht. We zoeken het uit en komen hier bij je terug.',
      'goede vraag! We kijken het na en laten het je hier weten.',
    ],
  },
  closings: ['Team {brand}', '– {brand}', 'Groetjes, {brand}'],
};
