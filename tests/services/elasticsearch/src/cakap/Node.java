package cakap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One Elasticsearch server node on loopback: {@code Node <home> <http port> <transport port> <seed host,...>}. The node
 * that finds itself first among the seed hosts founds the cluster; the others join it.
 */
public final class Node {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(home.resolve("config"));
        String name = "node-" + args[1];
        Settings.Builder settings = Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "cakap")
            .put("node.name", name)
            .put("network.host", "127.0.0.1")
            .put("http.port", args[1])
            .put("transport.port", args[2])
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("node.processors", 2);
        List<String> seeds = List.of(args[3].split(","));
        settings.putList("discovery.seed_hosts", seeds);
        if (seeds.get(0).endsWith(":" + args[2]) && Files.notExists(home.resolve("data/_state"))) {
            settings.putList("cluster.initial_master_nodes", List.of(name));
        }
        Environment environment = new Environment(settings.build(), home.resolve("config"));
        LogConfigurator.configureWithoutConfig(environment.settings());
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of()
        );
        org.elasticsearch.node.Node node = new org.elasticsearch.node.Node(environment, plugins);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
                node.awaitClose(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                e.printStackTrace();
            } finally {
                stopped.countDown();
            }
        }));
        node.start();
        System.out.println("started " + name);
        stopped.await();
    }
}
