package signalpost.bench;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The hop of tests/bench/hop/work.ts as a Kafka Streams application, exactly once, with the same envelope.
 * Arguments: brokers, application id, input topic, output topic, input schema, output schema, id of the output schema,
 * threads. Ends on SIGTERM.
 */
public final class Hop {
  private static final byte[] NAMESPACE = HexFormat.of().parseHex("5f1b6a528a344c0f9a6e1f7f3c1e9d20");

  public static void main(String[] args) throws Exception {
    Schema in = new Schema.Parser().parse(new File(args[4]));
    Schema out = new Schema.Parser().parse(new File(args[5]));
    int outId = Integer.parseInt(args[6]);
    Properties config = new Properties();
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, args[1]);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, args[7]);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 65_536);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 262_144);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 50);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 67_108_864L);

    StreamsBuilder builder = new StreamsBuilder();
    ThreadLocal<Work> work = ThreadLocal.withInitial(() -> new Work(in, out, outId));
    builder.stream(args[2], Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .mapValues(value -> work.get().apply(value))
        .to(args[3], Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    KafkaStreams streams = new KafkaStreams(builder.build(), config);
    CountDownLatch end = new CountDownLatch(1);
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(1);
          return null;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      streams.close(java.time.Duration.ofSeconds(10));
      end.countDown();
    }));
    streams.start();
    end.await();
  }

  /** One thread's readers, writers and buffers, used again for every record. */
  private static final class Work {
    private final GenericDatumReader<GenericRecord> reader;
    private final GenericDatumWriter<GenericRecord> writer;
    private final Schema out;
    private final Schema data;
    private final Schema classification;
    private final int outId;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final MessageDigest sha1;
    private BinaryDecoder decoder;
    private BinaryEncoder encoder;
    private GenericRecord reused;

    Work(Schema in, Schema out, int outId) {
      this.reader = new GenericDatumReader<>(in);
      this.writer = new GenericDatumWriter<>(out);
      this.out = out;
      this.outId = outId;
      this.data = out.getField("data").schema();
      this.classification = data.getField("classification").schema();
      try {
        this.sha1 = MessageDigest.getInstance("SHA-1");
      } catch (java.security.NoSuchAlgorithmException error) {
        throw new IllegalStateException(error);
      }
    }

    byte[] apply(byte[] value) {
      try {
        decoder = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, decoder);
        GenericRecord event = reused = reader.read(reused, decoder);
        GenericRecord engagement = (GenericRecord) ((GenericRecord) event.get("data")).get("engagement");
        String cause = event.get("eventId").toString();
        GenericRecord found = blank(data);
        found.put("engagement", engagement);
        found.put("classification", classify(engagement.get("text").toString()));
        GenericRecord result = blank(out);
        result.put("eventId", derive("[\"classify\",\"" + cause + "\",0]"));
        result.put("type", "EngagementClassified");
        result.put("tenantId", event.get("tenantId"));
        result.put("workspaceId", event.get("workspaceId"));
        result.put("streamId", engagement.get("conversationId"));
        result.put("streamVersion", null);
        result.put("occurredAt", event.get("occurredAt"));
        result.put("recordedAt", System.currentTimeMillis());
        result.put("correlationId", event.get("correlationId"));
        result.put("causationId", cause);
        result.put("actor", "processor:classify@1");
        result.put("data", found);
        bytes.reset();
        bytes.write(0);
        bytes.write(outId >>> 24);
        bytes.write(outId >>> 16);
        bytes.write(outId >>> 8);
        bytes.write(outId);
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        writer.write(result, encoder);
        encoder.flush();
        return bytes.toByteArray();
      } catch (java.io.IOException error) {
        throw new java.io.UncheckedIOException(error);
      }
    }

    private GenericRecord classify(String text) {
      String kind = "other";
      int hits = 0;
      for (String word : text.split(" ")) {
        String known = Words.KINDS.get(word);
        if (known == null) continue;
        if (hits++ == 0) kind = known;
      }
      GenericRecord said = blank(classification);
      said.put("kind", kind);
      said.put("kindProbabilities", Map.of(kind, hits == 0 ? 0.5 : 1.0));
      said.put("urgency", kind.equals("complaint") ? "high" : "normal");
      said.put("urgencyScore", hits / 8.0);
      said.put("urgencyFactors", List.of());
      said.put("spam", false);
      said.put("spamScore", 0.0);
      said.put("language", "en");
      said.put("modelVersion", "words-1");
      return said;
    }

    /** A record with the defaults of its schema: fields that were added later than this program. */
    private static GenericRecord blank(Schema schema) {
      GenericRecord record = new GenericData.Record(schema);
      for (Schema.Field field : schema.getFields()) {
        if (field.hasDefaultValue()) record.put(field.pos(), GenericData.get().getDefaultValue(field));
      }
      return record;
    }

    /** UUID version 5, as `deriveId` in topics/ids.ts. */
    private String derive(String name) {
      sha1.reset();
      sha1.update(NAMESPACE);
      byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
      hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
      hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
      ByteBuffer id = ByteBuffer.wrap(hash);
      return new java.util.UUID(id.getLong(), id.getLong()).toString();
    }
  }

  private Hop() {}
}
