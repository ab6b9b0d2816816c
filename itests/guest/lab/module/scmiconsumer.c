// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * A consumer of whatever a device tree node gives it: clocks, resets, supplies and power domains, driven from debugfs, because
 * no program of user space has an interface to them.
 *
 *     consumer {
 *             compatible = "backplane,consumer";
 *             clocks = <...>; resets = <...>; power-domains = <...>;
 *             supplies = "core", "io";  core-supply = <...>; io-supply = <...>;
 *     };
 *
 * /sys/kernel/debug/backplane-consumer/do takes one order a write, and the write fails with the driver's own error:
 *     clk I enable | clk I disable | clk I rate HZ | clk I parent J
 *     reset I assert | reset I deassert | reset I pulse
 *     supply I enable | supply I disable | supply I voltage UV
 *     domain I on | domain I off | domain I level N
 * /sys/kernel/debug/backplane-consumer/state shows each as its framework sees it.
 */
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>
#include <linux/regulator/consumer.h>
#include <linux/reset.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#define MOST 8

struct consumer {
	struct clk *clk[MOST];
	struct reset_control *reset[MOST];
	struct regulator *supply[MOST];
	struct device *domain[MOST];
	int clks, resets, supplies, domains;
};

static int drive_clk(struct consumer *c, unsigned int i, const char *verb, unsigned long value)
{
	if (i >= c->clks)
		return -ENODEV;
	if (!strcmp(verb, "enable"))
		return clk_prepare_enable(c->clk[i]);
	if (!strcmp(verb, "disable")) {
		if (!__clk_is_enabled(c->clk[i]))
			return -EALREADY;
		clk_disable_unprepare(c->clk[i]);
		return 0;
	}
	if (!strcmp(verb, "rate"))
		return clk_set_rate(c->clk[i], value);
	if (!strcmp(verb, "parent"))
		return value < c->clks ? clk_set_parent(c->clk[i], c->clk[value]) : -ENODEV;
	return -EINVAL;
}

static int drive_reset(struct consumer *c, unsigned int i, const char *verb)
{
	if (i >= c->resets)
		return -ENODEV;
	if (!strcmp(verb, "assert"))
		return reset_control_assert(c->reset[i]);
	if (!strcmp(verb, "deassert"))
		return reset_control_deassert(c->reset[i]);
	if (!strcmp(verb, "pulse"))
		return reset_control_reset(c->reset[i]);
	return -EINVAL;
}

static int drive_supply(struct consumer *c, unsigned int i, const char *verb, unsigned long value)
{
	if (i >= c->supplies)
		return -ENODEV;
	if (!strcmp(verb, "enable"))
		return regulator_enable(c->supply[i]);
	if (!strcmp(verb, "disable"))
		return regulator_disable(c->supply[i]);
	if (!strcmp(verb, "voltage"))
		return regulator_set_voltage(c->supply[i], value, value);
	return -EINVAL;
}

static int drive_domain(struct consumer *c, unsigned int i, const char *verb, unsigned long value)
{
	if (i >= c->domains)
		return -ENODEV;
	if (!strcmp(verb, "on"))
		return pm_runtime_resume_and_get(c->domain[i]);
	if (!strcmp(verb, "off"))
		return pm_runtime_put_sync(c->domain[i]);
	if (!strcmp(verb, "level"))
		return dev_pm_genpd_set_performance_state(c->domain[i], value);
	return -EINVAL;
}

static ssize_t order(struct file *file, const char __user *from, size_t count, loff_t *at)
{
	struct consumer *c = file->private_data;
	char line[64], what[8], verb[16];
	unsigned long value = 0;
	unsigned int i;
	int result;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, count))
		return -EFAULT;
	line[count] = 0;
	if (sscanf(line, "%7s %u %15s %lu", what, &i, verb, &value) < 3)
		return -EINVAL;
	if (!strcmp(what, "clk"))
		result = drive_clk(c, i, verb, value);
	else if (!strcmp(what, "reset"))
		result = drive_reset(c, i, verb);
	else if (!strcmp(what, "supply"))
		result = drive_supply(c, i, verb, value);
	else if (!strcmp(what, "domain"))
		result = drive_domain(c, i, verb, value);
	else
		result = -EINVAL;
	return result < 0 ? result : count;
}

static const struct file_operations order_operations = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = order,
};

static int state_show(struct seq_file *out, void *unused)
{
	struct consumer *c = out->private;
	int i;

	for (i = 0; i < c->clks; i++)
		seq_printf(out, "clk %d %s %lu\n", i, __clk_is_enabled(c->clk[i]) ? "on" : "off", clk_get_rate(c->clk[i]));
	for (i = 0; i < c->resets; i++)
		seq_printf(out, "reset %d %d\n", i, reset_control_status(c->reset[i]));
	for (i = 0; i < c->supplies; i++)
		seq_printf(out, "supply %d %s %d\n", i, regulator_is_enabled(c->supply[i]) > 0 ? "on" : "off",
			   regulator_get_voltage(c->supply[i]));
	for (i = 0; i < c->domains; i++)
		seq_printf(out, "domain %d %s\n", i, pm_runtime_active(c->domain[i]) ? "on" : "off");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(state);

static int take(struct device *dev, struct consumer *c)
{
	struct device_node *node = dev->of_node;
	const char *name;

	for (; c->clks < MOST; c->clks++) {
		struct clk *clk = of_clk_get(node, c->clks);

		if (PTR_ERR_OR_ZERO(clk) == -ENOENT)
			break;
		if (IS_ERR(clk))
			return dev_err_probe(dev, PTR_ERR(clk), "clock %d\n", c->clks);
		c->clk[c->clks] = clk;
	}
	for (; c->resets < MOST; c->resets++) {
		struct reset_control *reset = devm_reset_control_get_exclusive_by_index(dev, c->resets);

		if (PTR_ERR_OR_ZERO(reset) == -ENOENT)
			break;
		if (IS_ERR(reset))
			return dev_err_probe(dev, PTR_ERR(reset), "reset %d\n", c->resets);
		c->reset[c->resets] = reset;
	}
	for (; c->supplies < MOST; c->supplies++) {
		if (of_property_read_string_index(node, "supplies", c->supplies, &name))
			break;
		c->supply[c->supplies] = devm_regulator_get(dev, name);
		if (IS_ERR(c->supply[c->supplies]))
			return dev_err_probe(dev, PTR_ERR(c->supply[c->supplies]), "supply %s\n", name);
	}
	return 0;
}

/* With one power domain the driver core attaches it to the device itself. */
static int take_domains(struct device *dev, struct consumer *c)
{
	int count = of_count_phandle_with_args(dev->of_node, "power-domains", "#power-domain-cells");

	if (count == 1) {
		c->domain[c->domains++] = dev;
		pm_runtime_enable(dev);
		return 0;
	}
	for (; c->domains < count && c->domains < MOST; c->domains++) {
		struct device *domain = dev_pm_domain_attach_by_id(dev, c->domains);

		/* A kernel without power domains, as User Mode Linux has it, has none to give. */
		if (!domain)
			break;
		if (IS_ERR(domain))
			return dev_err_probe(dev, PTR_ERR(domain), "domain %d\n", c->domains);
		c->domain[c->domains] = domain;
	}
	return 0;
}

static int consumer_probe(struct platform_device *pdev)
{
	struct consumer *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);
	struct dentry *folder;
	int result;

	if (!c)
		return -ENOMEM;
	result = take(&pdev->dev, c);
	if (!result)
		result = take_domains(&pdev->dev, c);
	if (result)
		return result;
	folder = debugfs_create_dir("backplane-consumer", NULL);
	debugfs_create_file("do", 0200, folder, c, &order_operations);
	debugfs_create_file("state", 0400, folder, c, &state_fops);
	return 0;
}

static const struct of_device_id consumer_ids[] = {
	{ .compatible = "backplane,consumer" },
	{ }
};

static struct platform_driver consumer_driver = {
	.probe = consumer_probe,
	.driver = {
		.name = "backplane-consumer",
		.of_match_table = consumer_ids,
		.suppress_bind_attrs = true,
	},
};
builtin_platform_driver(consumer_driver);
