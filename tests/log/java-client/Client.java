// Kafka's own client, for tests/log/other-clients.test.ts. Run from source with the broker's jars on the class path:
//   java -cp 'JARS/*' Client.java read BROKERS TOPIC COUNT   committed records as lines, until there are COUNT
//   java -cp 'JARS/*' Client.java write BROKERS TOPIC CODEC  plain ones and transactions, one of them aborted
// A line is offset, timestamp, key, value and header pairs, separated by spaces; bytes in base64, `-` is null.
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Client {
  private static final long READ_MS = 30_000;

  public static void main(String[] args) throws Exception {
    if (args[0].equals("read")) read(args[1], args[2], Integer.parseInt(args[3]));
    else write(args[1], args[2], args[3]);
  }

  private static void read(String brokers, String topic, int count) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "bootstrap.servers", brokers,
            "isolation.level", "read_committed",
            "check.crcs", "true",
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName()));
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      // To the end as committed readers see it: what comes beyond the count would be too much, and is printed.
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long until = System.currentTimeMillis() + READ_MS;
      int seen = 0;
      while ((seen < count || consumer.position(partition) < end) && System.currentTimeMillis() < until) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          seen++;
          List<String> line = new ArrayList<>();
          line.add(String.valueOf(record.offset()));
          line.add(String.valueOf(record.timestamp()));
          line.add(text(record.key()));
          line.add(text(record.value()));
          record.headers().forEach(header -> line.add(text(bytes(header.key())) + "=" + text(header.value())));
          System.out.println(String.join(" ", line));
        }
      }
    }
  }

  private static void write(String brokers, String topic, String codec) throws Exception {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "bootstrap.servers", brokers,
            "compression.type", codec,
            "linger.ms", "20",
            "batch.size", "65536",
            "key.serializer", ByteArraySerializer.class.getName(),
            "value.serializer", ByteArraySerializer.class.getName()));
    try (KafkaProducer<byte[], byte[]> plain = new KafkaProducer<>(properties)) {
      for (int n = 0; n < 1000; n++) plain.send(record(topic, "plain " + n));
      plain.send(new ProducerRecord<>(topic, 0, null, null)).get();
    }
    properties.put("transactional.id", "java-" + topic);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      producer.initTransactions();
      for (String outcome : List.of("committed", "aborted", "committed later", "aborted later")) {
        producer.beginTransaction();
        for (int n = 0; n < 100; n++) producer.send(record(topic, outcome + " " + n));
        producer.flush();
        if (outcome.startsWith("aborted")) producer.abortTransaction();
        else producer.commitTransaction();
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String what) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, bytes("key of " + what), bytes((what + " ").repeat(20)));
    record.headers().add("what", bytes(what)).add("nothing", null);
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes) + ".";
  }
}
